using System.Numerics;
using Converge.Language.Templates;
using Converge.Language.Templates.Functions;
using Converge.Language.Text;
using Converge.Language.Values;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Templates.Properties;

/// <summary>Every builtin function and every operator, given values of all kinds and sizes.</summary>
[Collection(TimedTests.Name)]
public sealed class AnyArgumentTests
{
    private const int CallsOfEach = 25;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly string[] Operators = ["+", "-", "*", "/", "//", "%", "<<", ">>", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "??", "?!", "..", "..<"];

    private static readonly string[] Texts =
        ["", " ", "a", "text", "3", "-1", "2147483648", "1e400", "{}", "[1]", "a: 1", "2020-02-30", "2020-01-02T03:04:05+14:00", "10.0.0.0/33", "::1", "1.1:1", "%Q%-d%", "D99", "(a+)+$", "[", "$1${x}", "\\", "\uD800", "\0", "{{", "{{ x }}", "é\u0301", "1 + 1", "no such"];

    public static TheoryData<string> Groups => [.. Builtins.Names.Where(name => Functions(name).Any())];

    [Theory]
    [MemberData(nameof(Groups))]
    public void Any_function_called_with_anything_gives_a_value_or_an_error(string group)
    {
        var random = new Random(2026);
        foreach (var function in Functions(group))
        {
            for (var call = 0; call < CallsOfEach * Fuzz.Factor; call++)
            {
                var most = function.Parameters.Names.Length + (function.Parameters.TakesRest ? 2 : 0);
                var names = Names(random, random.Next(function.Parameters.Required, most + 1));
                Check(random, $"{function.Name}({string.Join(", ", names)})", names.Length);
            }
        }
    }

    [Fact]
    public void Any_operator_between_any_values_gives_a_value_or_an_error()
    {
        var random = new Random(2026);
        foreach (var symbol in Operators)
        {
            for (var call = 0; call < CallsOfEach * Fuzz.Factor * 5; call++)
                Check(random, $"a0 {symbol} a1", count: 2);
        }
    }

    [Theory]
    [InlineData("-a0")]
    [InlineData("+a0")]
    [InlineData("!a0")]
    [InlineData("a0++")]
    [InlineData("a0[a1]")]
    [InlineData("a0.size")]
    [InlineData("a0.year")]
    [InlineData("a0.days")]
    [InlineData("a0.empty?")]
    [InlineData("a0?.x?.y")]
    [InlineData("a0(a1)")]
    [InlineData("a1 | a0")]
    [InlineData("f ^a0 ^a1")]
    [InlineData("$\"{a0}{a1}\"")]
    [InlineData("include a0 a1")]
    [InlineData("include_join a0 a1")]
    [InlineData("do; for x in a0 offset: a1 limit: a2; for.length; for.last; end; end")]
    [InlineData("do; tablerow x in a0 cols: a1; x; end; end")]
    [InlineData("do; case a0; when a1, a2; 1; end; end")]
    [InlineData("do; with a0; x = a1; this; end; end")]
    [InlineData("do; import a0; end")]
    [InlineData("do; a0[a1] = a2; a0; end")]
    [InlineData("do; a0.x = a1; a0.x += a2; a0; end")]
    [InlineData("do; ret a0; end")]
    public void Any_form_with_any_values_gives_a_value_or_an_error(string expression)
    {
        var random = new Random(2026);
        for (var call = 0; call < CallsOfEach * Fuzz.Factor * 3; call++)
            Check(random, $"({expression})", count: 3);
    }

    private static IEnumerable<Builtin> Functions(string name)
    {
        var value = Builtins.Find(name);
        return value.As<Builtin>() is { } function ? [function] : value.As<ScriptObject>()?.Values.ToArray().Select(v => v.As<Builtin>()).OfType<Builtin>() ?? [];
    }

    private static string[] Names(Random random, int count) =>
        Enumerable.Range(0, count).Select(n => random.Next(8) switch { 0 => "@(do; ret $; end)", 1 => "@string.upcase", _ => $"a{n}" }).ToArray();

    private static void Check(Random random, string expression, int count)
    {
        var model = new ScriptObject { { "f", Value.From(1) } };
        var values = Enumerable.Range(0, count).Select(_ => Any(random, depth: 2)).ToArray();
        for (var n = 0; n < count; n++)
            model.Set($"a{n}", values[n]);
        var template = Template.Parse(SourceText.From("t", expression), TemplateMode.Expression);
        template.Diagnostics.ShouldBeEmpty(expression);
        var options = Secret.Words.Options(other: false) with { Model = model, Limits = new() { Iterations = 10_000, Work = 5_000_000, RegexTimeout = TimeSpan.FromMilliseconds(200) } };
        try
        {
            var result = Patience.Run(Limit, () => template.Evaluate(options));
            if (result.Error is { } error)
                Parsing.CheckDiagnostic(template.Source, error);
            else
                result.Output.ToString().ShouldNotBeNull();
        }
        catch (Exception e)
        {
            var shown = values.Select(v => v.ToString()).Select(text => text[..Math.Min(text.Length, 100)]);
            throw new InvalidOperationException($"{expression} with {string.Join(" and ", shown)}: {e.Message}", e);
        }
    }

    private static Value Any(Random random, int depth) => random.Next(depth > 0 ? 20 : 14) switch
    {
        0 => Value.Null,
        1 => Value.From(random.Next(2) == 0),
        2 => Value.From(Any(random, 0, 1, -1, 2, 7, int.MaxValue, int.MinValue)),
        3 => Value.From(Any(random, long.MaxValue, long.MinValue, 1L << 33, -5_000_000_000)),
        4 => Value.From(Any(random, BigInteger.One << 64, -(BigInteger.One << 4095), (BigInteger.One << 4096) - 1)),
        5 => Value.From(Any(random, 0f, -1.5f, float.MaxValue, float.Epsilon, float.NaN, float.PositiveInfinity)),
        6 => Value.From(Any(random, 0d, -0d, 2.5, 1e300, -1e300, double.Epsilon, double.NaN, double.NegativeInfinity, 0.1)),
        7 => Value.From(Any(random, 0m, 1.10m, decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m)),
        8 or 9 => Value.From(Texts[random.Next(Texts.Length)]),
        10 => Value.From(new string('x', Any(random, 1000, 100_000))),
        11 => Value.From(Any(random, DateTime.MinValue, DateTime.MaxValue, new DateTime(2020, 2, 29, 0, 0, 0, DateTimeKind.Utc))),
        12 => Value.From(Any(random, TimeSpan.MinValue, TimeSpan.MaxValue, TimeSpan.Zero, TimeSpan.FromDays(1.5))),
        13 => Value.Empty,
        14 => Value.From(ScriptRange.Integers(random.Next(5), random.Next(20), descending: random.Next(2) == 0)),
        15 => Cyclic(random),
        16 => Deep(random),
        17 => Value.From(new ScriptObject { { "x", Any(random, depth - 1) }, { "key", Any(random, depth - 1) }, { "a b", Value.From("v") } }),
        _ => Value.From(new ScriptArray(Enumerable.Range(0, random.Next(4)).Select(_ => Any(random, depth - 1)))),
    };

    private static T Any<T>(Random random, params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    private static Value Cyclic(Random random)
    {
        var list = new ScriptArray();
        var members = new ScriptObject { { "x", Value.From(list) } };
        members.Set("self", Value.From(members));
        list.Add(Value.From(1));
        list.Add(Value.From(members));
        list.Add(Value.From(list));
        return random.Next(2) == 0 ? Value.From(list) : Value.From(members);
    }

    private static Value Deep(Random random)
    {
        var value = Value.From("bottom");
        for (var level = 0; level < 1000; level++)
        {
            // The shared branch makes as many paths as there are atoms.
            value = random.Next(2) == 0 ? Value.From(new ScriptArray([value, value])) : Value.From(new ScriptObject { { "x", value }, { "y", value } });
        }
        return value;
    }
}
