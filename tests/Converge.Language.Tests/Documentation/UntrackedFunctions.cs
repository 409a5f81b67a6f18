using Converge.Language.Templates;
using Converge.Language.Templates.Functions;
using Converge.Language.Templates.Runtime;
using Converge.Language.Templates.Syntax;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Language.Tests.Documentation;

/// <summary>The functions that turn a secret text into a value that is not tracked, found by calling every one with secrets.</summary>
internal static class UntrackedFunctions
{
    private static readonly Value[] SecretTexts =
        [.. new[] { "12", "a", "2016-01-05", "1:02:03", "10.0.0.1", "10.0.0.0/8", "[1]" }.Select(text => Value.Text(text, secret: true))];

    private static readonly Value[] Others = [Value.From(1), Value.From("a"), Value.From("10.0.0.0/8"), Value.From(new ScriptArray([Value.From(1)]))];

    public static IEnumerable<string> Names() => Builtins.Names
        .SelectMany(name => DocumentedFunction.BuiltinsOf(Builtins.Find(name)))
        .Where(function => !function.Moves && IsUntracked(function))
        .Select(function => function.Name)
        .Order(StringComparer.Ordinal);

    private static bool IsUntracked(Builtin function)
    {
        var source = SourceText.From("probe", "");
        using var interpreter = new Interpreter(new() { Now = DateTimeOffset.UnixEpoch, Seed = 1, RunId = "r" }, source);
        var site = new LiteralExpression(Value.Null);
        foreach (var arguments in ArgumentsOf(function))
        {
            try
            {
                if (HoldsPlain(interpreter.Invoke(function, site, arguments)))
                    return true;
            }
            catch (Exception e) when (e is TemplateException or LimitException)
            {
                // Not every function takes every argument.
            }
        }
        return false;
    }

    /// <summary>A secret text, and what the function may want besides.</summary>
    private static IEnumerable<Value[]> ArgumentsOf(Builtin function)
    {
        foreach (var secret in function.Parameters.Names.Length == 0 ? [] : SecretTexts)
        {
            foreach (var second in Others)
            {
                foreach (var third in Others)
                    yield return ((Value[])[secret, second, third])[..Math.Max(1, Math.Min(3, function.Parameters.Required))];
            }
        }
    }

    private static bool HoldsPlain(Value value) => value.Kind switch
    {
        ValueKind.Array or ValueKind.Range => value.As<ScriptList>()!.Any(HoldsPlain),
        ValueKind.Object => value.AsObject().Any(member => HoldsPlain(member.Value)),
        ValueKind.Null or ValueKind.Empty or ValueKind.String or ValueKind.Secret => false,
        _ => true,
    };
}
