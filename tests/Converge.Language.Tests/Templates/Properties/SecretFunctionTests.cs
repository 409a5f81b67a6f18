using Converge.Language.Templates;
using Converge.Language.Templates.Functions;
using Converge.Language.Text;
using Converge.Language.Values;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Templates.Properties;

/// <summary>Every builtin function, called with secrets in every place.</summary>
public sealed class SecretFunctionTests
{
    private const int CallsOfAKind = 2;

    private static readonly string[] Secrets = ["secret", "secret", "secrets", "holder", "deep", "secret + 'x'", "[secret]"];
    private static readonly string[] Plain =
    [
        "null", "true", "3", "(-1)", "0", "2.5", "1.5m", "'x'", "'a,b'", "','", "''", "'a'", "'i'", "[1, 2]", "['x', 'y', 'x']", "[{a: 'x', b: 1}, {a: 'y', b: 2}]", "{a: 'x', b: 1}", "1..3",
        "@(do; ret $[0]; end)", "@string.upcase", "(date.parse '2020-01-02')", "(timespan.from_days 1)", "'%Y'", "'D'", "'10.0.0.0/8'", "'10.0.0.1'", "'b'", "'secret'", "list", "plain", "holder", "deep",
    ];

    /// <summary>What parameters of these names expect, or else a call would hardly ever succeed.</summary>
    private static readonly Dictionary<string, string[]> Fitting = new(StringComparer.Ordinal)
    {
        ["cidr"] = ["'10.0.0.0/8'", "'10.73.0.0/16'"],
        ["ip"] = ["'10.73.51.9'", "'10.0.0.1'"],
        ["n"] = ["1", "2"],
        ["newbits"] = ["2"],
        ["date"] = ["(date.parse '2020-01-02')"],
        ["datetime"] = ["(date.parse '2020-01-02')"],
        ["pattern"] = ["'%F'", "'[a-z]'", "'x'"],
        ["output_pattern"] = ["'%F'"],
        ["input_pattern"] = ["'%F'"],
        ["culture"] = ["''"],
        ["options"] = ["'i'", "''"],
        ["format"] = ["'D'", "'0.0'"],
        ["function"] = ["@(do; ret $[0]; end)", "@string.upcase"],
        ["member"] = ["'a'", "'b'"],
    };

    public static TheoryData<string> Groups => [.. Builtins.Names.Where(name => Functions(name).Any())];

    [Theory]
    [MemberData(nameof(Groups))]
    public void Whatever_a_function_makes_of_a_secret_is_secret_and_no_error_shows_it(string group)
    {
        var random = new Random(2026);
        var results = 0;
        foreach (var function in Functions(group))
        {
            foreach (var secret in Secret.All)
            {
                foreach (var call in Calls(random, function))
                    results += Check(secret, call) ? 1 : 0;
            }
        }
        // A call that fails proves little; these two take no secrets, or no arguments.
        (results > 0 || group is "search" or "secret" or "run").ShouldBeTrue();
    }

    [Fact]
    public void All_functions_take_part() => Builtins.Names.SelectMany(Functions).Count().ShouldBeGreaterThan(150);

    private static IEnumerable<Builtin> Functions(string name)
    {
        var value = Builtins.Find(name);
        return value.As<Builtin>() is { } function ? [function] : value.As<ScriptObject>()?.Values.ToArray().Select(v => v.As<Builtin>()).OfType<Builtin>() ?? [];
    }

    private static IEnumerable<string> Calls(Random random, Builtin function)
    {
        var names = function.Parameters.Names;
        var most = names.Length + (function.Parameters.TakesRest ? 1 : 0);
        for (var position = 0; position < most; position++)
        {
            for (var call = 0; call < CallsOfAKind * Fuzz.Factor; call++)
            {
                var count = random.Next(Math.Max(function.Parameters.Required, position + 1), most + 1);
                var arguments = Enumerable.Range(0, count)
                    .Select(at => Any(random, at == position ? Secrets : Fitting.GetValueOrDefault(names[Math.Min(at, names.Length - 1)], Plain)))
                    .ToArray();
                yield return random.Next(3) switch
                {
                    0 when count > 0 => $"{arguments[0]} | {function.Name}({string.Join(", ", arguments[1..])})",
                    1 when !function.Parameters.TakesRest => $"{function.Name}({string.Join(", ", arguments.Select((a, at) => $"{names[at]}: {a}"))})",
                    _ => $"{function.Name}({string.Join(", ", arguments)})",
                };
            }
        }
    }

    private static string Any(Random random, string[] choices) => choices[random.Next(choices.Length)];

    /// <returns>Whether there was a result.</returns>
    private static bool Check(Secret secret, string call)
    {
        var (one, other) = (Run(secret, call, other: false), Run(secret, call, other: true));
        var what = $"{call} with {secret.Name}";
        foreach (var message in new[] { one.Error?.ToString(), one.Error?.Hint, string.Join(' ', one.Searches) })
            secret.IsIn(message ?? "").ShouldBeFalse($"{what}: {message}");
        if (one.Error is not null || other.Error is not null)
            return false;
        var (texts, otherTexts) = (Secret.PlainTexts(one.Output).ToList(), Secret.PlainTexts(other.Output).ToList());
        texts.Except(otherTexts).ShouldBeEmpty(what);
        otherTexts.Except(texts).ShouldBeEmpty(what);
        (secret.IsText && secret.IsIn(one.Output.ToString())).ShouldBeFalse(what);
        return true;
    }

    private static RenderResult Run(Secret secret, string call, bool other)
    {
        var template = Template.Parse(SourceText.From("t", call), TemplateMode.Expression);
        template.Diagnostics.ShouldBeEmpty(call);
        return template.Evaluate(secret.Options(other));
    }
}
