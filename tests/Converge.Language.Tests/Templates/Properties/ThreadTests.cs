using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Templates.Properties;

/// <summary>The same options give the same bytes, whoever else renders the same template at the same time.</summary>
public sealed class ThreadTests
{
    private const int Threads = 8;
    private static readonly RenderLimits Few = new() { Iterations = 2000, Work = 500_000 };

    /// <summary>What tries to leave something behind for other renders.</summary>
    private static readonly string[] Writing =
    [
        "{{ holder.a = 1; holder }}", "{{ list[0] = 9; list }}", "{{ list.extra = 1; list.extra }}", "{{ with holder; z = 1; readonly b; end; holder }}", "{{ with list; z = 1; end; list.z }}", "{{ with list; readonly z; end; list.z = 1 }}",
        "{{ with string; x = 1; end }}", "{{ string.x = 1 }}", "{{ string = 1; string }}", "{{ with string; readonly upcase; end; 'a' | string.upcase }}", "{{ import {plain: 'mine'}; plain }}", "{{ plain = 'mine'; plain }}", "{{ readonly plain; plain = 1 }}",
        "{{ array.cycle ['a', 'b'] }}{{ array.cycle ['a', 'b'] }}", "{{ math.random 0 1000000 }} {{ math.uuid }}", "{{ date.format = '%Y'; date.now }}", "{{ date.now }}", "{{ deep[0].b = 2; deep[0].b }}", "{{ for x in list; list[0] = 1; end }}",
        "{{ x = holder; x.c ?? 'none' }}{{ x.c = 1 }}", "{{ deep << 1 }}", "{{ func f; ret $; end; f 1 2 }}{{ $.x = 1; $ }}", "{{ include 'part' 1 a: 2 }}", "{{ 'abc' | regex.replace '[a-b]' 'x' }}", "{{ o = {a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9, j: 10}; o.j + o.a }}",
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_template_rendered_by_many_threads_gives_what_it_gives_alone(bool frozen)
    {
        var sources = Writing.Concat(Samples.All.Where((_, at) => at % 3 == 0)).Concat(Enumerable.Range(0, 60 * Fuzz.Factor).Select(seed => new SourceGrammar(new Random(seed)).Template(3)));
        var shared = Secret.Words.Model(other: false).Freeze();
        foreach (var source in sources)
        {
            var template = Template.Parse(SourceText.From("t", source));
            var alone = Enumerable.Range(0, Threads).Select(thread => Shown(Template.Parse(SourceText.From("t", source)), thread, frozen ? shared : null)).ToArray();
            var together = new string[Threads];
            Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, thread => together[thread] = Shown(template, thread, frozen ? shared : null));
            together.ShouldBe(alone, source);
        }
    }

    [Fact]
    public void Nothing_a_template_does_changes_data_that_is_frozen()
    {
        var shared = Secret.Words.Model(other: false).Freeze();
        var before = TreeText.Of(shared);
        foreach (var source in Writing)
            Shown(Template.Parse(SourceText.From("t", source)), 0, shared);
        TreeText.Of(shared).ShouldBe(before);
        shared["list"].AsArray().GetOrAddProperties().IsFrozen.ShouldBeTrue();
    }

    [Fact]
    public void Data_that_is_not_frozen_keeps_its_own_names_but_may_be_changed_inside()
    {
        var model = Secret.Words.Model(other: false);
        Run(Template.Parse(SourceText.From("t", "{{ plain = 'mine'; holder.b = 'changed'; fresh = 1 }}")), model).Error.ShouldBeNull();
        model["plain"].AsString().ShouldBe("plain");
        model["holder"].AsObject()["b"].AsString().ShouldBe("changed");
        model.ContainsKey("fresh").ShouldBeFalse();
    }

    /// <summary>Every second thread sees other data, so that what one remembers about a place is wrong for the next.</summary>
    private static string Shown(Template template, int thread, ScriptObject? shared)
    {
        var model = shared ?? Secret.Words.Model(other: thread % 2 == 1);
        if (shared is null && thread % 4 > 1)
            model = Turned(model);
        var result = Run(template, model);
        return result.Error?.ToString() ?? $"{Secret.Reveal(result)}";
    }

    private static ScriptObject Turned(ScriptObject model)
    {
        var turned = new ScriptObject();
        foreach (var (name, value) in model.Reverse())
            turned.Set(name, value.As<ScriptObject>() is { } inner ? Value.From(Turned(inner)) : value);
        return turned;
    }

    private static RenderResult Run(Template template, ScriptObject model) => template.Render(Secret.Words.Options(other: false) with { Model = model, Limits = Few });
}
