using Converge.Language.Templates;
using Converge.Language.Tests.Functions;
using Converge.Language.Values;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Templates;

/// <summary>Where names are found, in the places that remember where they found them last.</summary>
public sealed class LookupTests
{
    [Theory]
    [InlineData("{{ for x in [1, 2]; x; end }}", "12")]
    [InlineData("{{ x = 9; for x in [1, 2]; x; end; x }}", "129")]
    [InlineData("{{ for x in [1]; for y in [2]; x; y; end; end }}", "12")]
    [InlineData("{{ for x in [1]; for x in [2]; x; end; x; end }}", "21")]
    // What is called by name sees its own parameters; what has no name sees those of its caller, before the loops of the page.
    [InlineData("{{ func f(x); ret x; end; for x in [1]; f 5; end }}", "5")]
    [InlineData("{{ func f(x); for y in [0]; g = do; ret x; end; g; end; end; for x in [1]; f 5; end }}", "5")]
    [InlineData("{{ func f; ret x; end; for x in [1]; f; end }}", "1")]
    [InlineData("{{ for x in [1]; with {x: 2}; x; end; end }}", "2")]
    [InlineData("{{ for i in 1..3; if i == 2; x = 'late'; end; x ?? '-'; end }}", "-latelate")]
    [InlineData("{{ for i in 1..3; i == 2 ? string.upcase('a') : i; end }}", "1A3")]
    // What the language means by a name is remembered at its place, and counts only while nothing else has that name.
    [InlineData("{{ low = @string.downcase; for i in 1..3; string.upcase 'aB'; string = {upcase: @low}; end }}", "ABabab")]
    [InlineData("{{ func f; string.upcase 'aB'; end; f; with {string: {upcase: @string.downcase}}; f; end; for string in [{upcase: @string.size}]; f; end; f }}", "ABab2AB")]
    // Names that have the same mark.
    [InlineData("{{ abc = 1; abd ?? '-'; abc; abd = 2; abd; abc; for abe in [3]; abe; abd; abf ?? '-'; end }}", "-12132-")]
    // What does not exist may be an argument of 'object.default'; if that is a function of one's own, it is null there, and defined.
    [InlineData("{{ func d; y = $0; ret y == null; end; object = {default: @d}; nothing | object.default; y == null }}", "truetrue")]
    public void A_name_is_found_where_the_language_says(string template, string expected) => Rendered.Of(template).ShouldBe(expected);

    [Fact]
    public void Objects_of_different_shapes_take_turns()
    {
        var items = new ScriptArray();
        for (var number = 0; number < 20; number++)
        {
            var item = new ScriptObject();
            for (var other = 0; other < number; other++)
                item.Set($"m{other}", Value.From(-1));
            item.Set(new string("name".AsSpan()), Value.From(number));
            items.Add(Value.From(item));
        }
        var options = new RenderOptions { Model = new() { { "items", Value.From(items) } } };
        Rendered.Of("{{ for item in items; item.name; ','; end }}", options).ShouldBe(string.Concat(Enumerable.Range(0, 20).Select(static number => $"{number},")));
    }

    [Fact]
    public void A_template_is_rendered_with_one_model_after_another()
    {
        const string Text = "{{ a }}{{ b.c ?? '-' }}";
        var template = Template.Parse(Language.Text.SourceText.From("t", Text));
        Render(new() { { "a", Value.From(1) }, { "b", Value.From(new ScriptObject { { "c", Value.From(2) } }) } }).ShouldBe("12");
        Render(new() { { "b", Value.From(new ScriptObject { { "d", Value.From(2) } }) }, { "a", Value.From(3) } }).ShouldBe("3-");
        Render(new() { { "b", Value.From(new ScriptObject { { "d", Value.From(2) }, { "c", Value.From(4) } }) }, { "a", Value.From(3) } }).ShouldBe("34");

        string Render(ScriptObject model) => template.Render(new() { Model = model }).Output.AsString();
    }
}
