using Converge.Language.Templates;
using Converge.Language.Tests.Templates.Properties;
using Converge.Language.Text;
using Converge.Language.Values;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Templates;

/// <summary>What would not end, or would fill the machine, is an error where it happens, and soon.</summary>
public sealed class LimitTests
{
    // It takes about a second on a machine of one's own; what this finds would take hours.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("{{ while true; end }}", "1:4: exceeding the limit of '1000000' iterations")]
    [InlineData("a\n{{ for i in 1..1000000; for j in 1..1000000; end; end }}", "2:25: exceeding the limit of '1000000' iterations")]
    [InlineData("{{ x = [1]; while true; x = x + x; end }}", "1:25: ")]
    [InlineData("{{ x = 'x'; while true; x = x + x; end }}", "1:25: a text would be longer than 16777216 characters")]
    [InlineData("{{ x = 2; while true; x = x * x; end }}", "1:29: cannot compute ")]
    [InlineData("{{ while true; 'abcdefghij' * 100; end }}", "1:16: a text would be longer than 16777216 characters")]
    [InlineData("{{ capture x; while true; 'abcdefghij' * 100; end; end }}", "1:27: a text would be longer than 16777216 characters")]
    [InlineData("{{ while true; x = ('x' * 16000000) + '!'; end }}", "1:16: the texts, lists and calls of this render exceed 268435456 characters of work")]
    [InlineData("{{ x = [0] * 1000000; while true; y = x * 1; end }}", "1:35: the texts, lists and calls of this render exceed 268435456 characters of work")]
    [InlineData("{{ o = {}; while true; o['k' + o.size ?? 0] = [[], [], [], []]; end }}", "1:")]
    [InlineData("{{ x = []; while true; x[x.size] = {a: {b: [1, 2, 3, 4, 5, 6, 7, 8]}}; end }}", "1:12: exceeding the limit of '1000000' iterations")]
    [InlineData("{{ f = do; f; end; f }}", "1:12: exceeding the limit of '100' nested calls: 'do'")]
    [InlineData("{{ func a; b; end; func b; a; end; a }}", "1:28: exceeding the limit of '100' nested calls: 'a'")]
    [InlineData("{{ f(n) = n < 90 ? f(n + 1) + f(n + 1) : 1; f 0 }}", "1:")]
    [InlineData("{{ f(n) = object.eval 'f 1'; f 1 }}", "1:11: line 1, column 1 of the evaluated text: exceeding the limit of '100' nested calls: 'f'")]
    [InlineData("{{ x = 'x = 1;' * 1000000; while true; object.eval x; end }}", "1:40: the texts, lists and calls of this render exceed 268435456 characters of work")]
    [InlineData("{{ func f; [1] | array.each @f; end; f }}", "1:18: exceeding the limit of '100' nested calls: 'f'")]
    [InlineData("{{ 1..1000001 }}", "1:5: a range of 1000001 items is over the limit of '1000000' iterations")]
    [InlineData("{{ -9000000000000000000..9000000000000000000 }}", "1:24: a range of 18000000000000000001 items is over the limit of '1000000' iterations")]
    [InlineData("{{ x = []; x[2000000000] = 1 }}", "1:12: a list would have more than 1000000 items")]
    [InlineData("{{ [] | array.insert_at 2000000000 1 }}", "1:4: a list would have more than 1000000 items")]
    [InlineData("{{ 'x' | string.pad_left 2000000000 }}", "1:4: a text would be longer than 16777216 characters")]
    [InlineData("{{ 'x' * 2000000000 }}", "1:4: a text would be longer than 16777216 characters")]
    [InlineData("{{ 'x' * 99999999999999999999 }}", "1:4: a text would be longer than 16777216 characters")]
    [InlineData("{{ x = '9' * 16000000; x * 'x' }}", "1:24: expected an integer")]
    [InlineData("{{ [1] * 2000000000 }}", "1:4: a list would have more than 1000000 items")]
    [InlineData("{{ x = ['x' * 1000000]; (x * 1000000) | array.join '' }}", "1:")]
    [InlineData("{{ 'x' * 16000000 | string.replace 'x' 'xx' }}", "1:4: a text would be longer than 16777216 characters")]
    [InlineData("{{ 1 << 4096 }}", "1:6: cannot compute 1 << 4096: the result has more than 4096 bits")]
    [InlineData("{{ 1 << 2000000 }}", "1:6: cannot compute 1 << 2000000: cannot shift by more than 1048576 bits")]
    [InlineData("{{ 1 / 0 }}", "1:6: cannot compute 1 / 0: the result is not a finite number (a division by zero, or too large)")]
    [InlineData("{{ 1 // 0 }}", "1:6: cannot compute 1 // 0: division by zero")]
    [InlineData("{{ 1.5 % 0 }}", "1:8: cannot compute 1.5 % 0: the result is not a finite number (a division by zero, or too large)")]
    [InlineData("{{ 1m / 0 }}", "1:7: cannot compute 1 / 0: division by zero")]
    [InlineData("{{ 1e308 * 10d }}", "1:10: cannot compute ")]
    [InlineData("{{ 1m >> (-200) }}", "1:7: cannot compute 1 >> -200: the result is too large")]
    [InlineData("{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' | regex.match '(a+)+b' }}", "1:60: matching takes longer than 1 s")]
    [InlineData("{{ include '../../etc/passwd' }}", "1:12: '../../etc/passwd' is no name of a template")]
    [InlineData("{{ x = 'a' * 1000000; o = {}; o[x] = 1; o[x + 'b'] }}", "1:")]
    [InlineData("a {{ 'b' + (object.eval 'while true; end') }}", "1:13: exceeding the limit of '1000000' iterations")]
    public void What_asks_for_too_much_is_an_error(string source, string expected) => Error(source, RenderLimits.Default).ShouldStartWith(expected);

    [Theory]
    [InlineData("{{ for i in 1..5; end; while true; break; end }}{{ for i in 1..6; end }}", 5, "1:62: a range of 6 items is over the limit of '5' iterations")]
    [InlineData("{{ for i in [1, 2, 3, 4, 5, 6]; end }}", 5, "1:4: exceeding the limit of '5' iterations")]
    [InlineData("{{ for i in [1, 2, 3]; for j in [1]; end; end }}", 5, "1:24: exceeding the limit of '5' iterations")]
    [InlineData("{{ for i in [1, 2]; [1, 2] | array.join ','; end }}", 5, "1:")]
    [InlineData("{{ [1, 2, 3, 4, 5, 6] | array.join ',' }}", 5, "1:4: exceeding the limit of '5' iterations")]
    [InlineData("{{ 'abcdef' | array.reverse | array.size }}", 5, "1:4: exceeding the limit of '5' iterations")]
    public void Iterations_are_summed_over_a_loop_and_what_is_in_it(string source, int iterations, string expected) =>
        Error(source, new() { Iterations = iterations }).ShouldStartWith(expected);

    [Theory]
    [InlineData("{{ f(n) = n > 0 ? f(n - 1) : 'end'; f 3 }}", "end")]
    [InlineData("{{ f(n) = n > 0 ? f(n - 1) : 'end'; f 4 }}", "1:19: exceeding the limit of '4' nested calls: 'f'")]
    [InlineData("{{ f(n) = n > 0 ? f(n - 1) : include 'a'; f 2 }}", "a")]
    [InlineData("{{ f(n) = n > 0 ? f(n - 1) : include 'a'; f 3 }}", "1:30: exceeding the limit of '4' nested calls: 'a'")]
    [InlineData("{{ include 'b' }}", "b:1:4: exceeding the limit of '4' nested calls: 'b' includes 'b' includes 'b' includes 'b' includes 'b'")]
    public void Calls_and_includes_are_counted_together(string source, string expected)
    {
        var options = new RenderOptions { Limits = new() { CallDepth = 4 }, Library = new Library { ["a"] = "a", ["b"] = "{{ include 'b' }}" } };
        var result = Template.Parse(SourceText.From("t", source)).Render(options);
        (result.Error is { } error ? $"{error.At}: {error.Message}".Replace("t:", "", StringComparison.Ordinal) : result.Output.AsString()).ShouldBe(expected);
    }

    [Theory]
    [InlineData("12345", "12345")]
    [InlineData("123456", "1:1: a text would be longer than 5 characters")]
    [InlineData("{{ '123' + '45' }}", "12345")]
    [InlineData("{{ '123' + '456' }}", "1:4: a text would be longer than 5 characters")]
    [InlineData("{{ '123' | string.append '45' }}", "12345")]
    [InlineData("{{ '123' | string.append '456' }}", "1:4: a text would be longer than 5 characters")]
    [InlineData("123{{ '45' | string.append '6' }}", "1:7: a text would be longer than 5 characters")]
    [InlineData("123{{ '45678' | string.truncate 3 }}", "1:7: a text would be longer than 5 characters")]
    [InlineData("{{ $'123{456}' }}", "1:4: a text would be longer than 5 characters")]
    [InlineData("{{ x = [12, 3] }}", "")]
    [InlineData("{{ [12, 3] }}", "1:4: a text would be longer than 5 characters")]
    [InlineData("123{{ 'abc' }}", "1:7: a text would be longer than 5 characters")]
    [InlineData("{{ capture x }}123456{{ end }}", "1:16: a text would be longer than 5 characters")]
    [InlineData("{{ x = include 'six' }}", "six:1:1: a text would be longer than 5 characters")]
    [InlineData("{{ func f }}123{{ end; f; $'{f}456'; x = f }}456", "1:13: a text would be longer than 5 characters")]
    [InlineData("{{ func f }}1{{ $$ }}2{{ end }}{{ wrap f }}3456{{ end }}", "1:22: a text would be longer than 5 characters")]
    [InlineData("{{ func f; capture x; $$; end; end }}{{ wrap f }}{{ '12' + '3456' }}{{ end }}", "1:53: a text would be longer than 5 characters")]
    public void No_text_is_longer_than_allowed(string source, string expected)
    {
        var options = new RenderOptions { Limits = new() { TextLength = 5 }, Library = new Library { ["six"] = "123456" } };
        var result = Template.Parse(SourceText.From("t", source)).Render(options);
        (result.Error is { } error ? $"{error.At}: {error.Message}".Replace("t:", "", StringComparison.Ordinal) : result.Output.AsString()).ShouldBe(expected);
    }

    [Theory]
    [InlineData("{{ [1, 2, 3] }}{{ x = {a: 1, b: 2, c: 3} }}", "")]
    [InlineData("{{ [1, 2, 3, 4] }}", "1:4: a list would have more than 3 items")]
    [InlineData("{{ x = {a: 1, b: 2, c: 3, d: 4} }}", "1:4: a list would have more than 3 items")]
    [InlineData("{{ x = {a: 1, b: 2, c: 3}; x.c = 4; x.d = 5 }}", "1:37: a list would have more than 3 items")]
    [InlineData("{{ x = [1, 2, 3]; x[2] = 1; x[3] = 4 }}", "1:29: a list would have more than 3 items")]
    [InlineData("{{ x = [1, 2] + [3, 4] }}", "1:4: a list would have more than 3 items")]
    [InlineData("{{ x = [1, 2, 3] << 4 }}", "1:4: a list would have more than 3 items")]
    [InlineData("{{ x = 4 >> [1, 2, 3] }}", "1:4: a list would have more than 3 items")]
    [InlineData("{{ x = [1, 2] * 2 }}", "1:4: a list would have more than 3 items")]
    [InlineData("{{ f = do; ret 1..4; end; f }}", "1:12: a list would have more than 3 items")]
    public void No_collection_is_larger_than_allowed(string source, string expected) =>
        Error(source, new() { CollectionSize = 3 }).ShouldBe(expected.Length == 0 ? "none" : expected);

    [Theory]
    [InlineData("{{ 2 * 127 }}", "none")]
    [InlineData("{{ 99999999999999999999 + 1 }}", "1:25: cannot compute 99999999999999999999 + 1: the result has more than 64 bits")]
    [InlineData("{{ 9223372036854775807 * 3 }}", "1:24: cannot compute 9223372036854775807 * 3: the result has more than 64 bits")]
    [InlineData("{{ 1 << 64 }}", "1:6: cannot compute 1 << 64: the result has more than 64 bits")]
    [InlineData("{{ x = 9223372036854775807 * 2; x++; x++ }}", "1:38: the result has more than 64 bits")]
    public void No_integer_has_more_bits_than_allowed(string source, string expected) => Error(source, new() { BigIntegerBits = 64 }).ShouldBe(expected);

    [Theory]
    [InlineData("(", ")", 250)]
    [InlineData("[", "]", 250)]
    [InlineData("{a: ", "}", 250)]
    [InlineData("-(", ")", 125)]
    [InlineData("!", "", 248)]
    [InlineData("$'{", "}'", 248)]
    [InlineData("math.abs(", ")", 248)]
    [InlineData("true ? ", " : 1", 248)]
    public void Code_is_not_nested_deeper_than_allowed(string open, string close, int levels)
    {
        Nested(levels - 2).HasErrors.ShouldBeFalse();
        var error = Nested(levels + 2).Diagnostics[0];
        error.Message.ShouldBe("nested deeper than 250 levels");
        error.At.Column.ShouldBeGreaterThan(levels * open.Length / 2);

        Template Nested(int depth) =>
            Template.Parse(SourceText.From("t", "x = " + string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth))), TemplateMode.Script);
    }

    [Fact]
    public void A_cancelled_render_ends_at_the_next_step_or_call()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        foreach (var source in new[] { "{{ for i in 1..2; end }}", "{{ func f; end; f }}", "{{ [1] | array.join ',' }}" })
        {
            var result = Template.Parse(SourceText.From("t", source)).Render(new() { Cancellation = cancellation.Token });
            result.Error.ShouldNotBeNull().Message.ShouldBe("the render was cancelled");
        }
    }

    [Fact]
    public void A_render_that_fails_yields_no_output() =>
        Template.Parse(SourceText.From("t", "text {{ 1 / 0 }}")).Render(RenderOptions.Default).Output.ShouldBe(Value.Null);

    private static string Error(string source, RenderLimits limits)
    {
        var template = Template.Parse(SourceText.From("t", source));
        template.Diagnostics.ShouldBeEmpty();
        var result = Patience.Run(Soon, () => template.Render(new() { Limits = limits, Library = new Library() }));
        return result.Error is { } error ? $"{error.At.Line}:{error.At.Column}: {error.Message}" : "none";
    }
}
