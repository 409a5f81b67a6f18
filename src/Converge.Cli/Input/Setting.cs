using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;

namespace Converge.Cli.Input;

/// <summary>A value on the command line, <c>a.b=5</c>.</summary>
internal static class Setting
{
    private const string Option = "--set";

    // A plain scalar of letters is one of these or a text, by the schema of YAML.
    private static readonly string[] Words = ["null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE"];

    /// <summary>Sets a member of the data; objects on the way there are made.</summary>
    public static void Apply(string setting, ScriptObject data, Sources sources)
    {
        var text = sources.Add(Option, setting);
        var equals = setting.IndexOf('=');
        if (equals < 0)
        {
            sources.Problems.Error(text.Span(setting.Length), $"expected '=' and a value after '{setting}'", $"as in '{Option} app.port=8080'");
            return;
        }
        if (FindOwner(text, setting[..equals].Split('.'), data, sources.Problems) is var (owner, name))
            owner.Set(name, ReadValue(text, equals + 1, sources.Problems));
    }

    private static (ScriptObject Owner, string Name)? FindOwner(SourceText text, string[] names, ScriptObject data, DiagnosticBag problems)
    {
        var owner = data;
        for (int position = 0, start = 0; position < names.Length; start += names[position++].Length + 1)
        {
            var name = names[position];
            if (name.Trim().Length == 0)
            {
                problems.Error(text.Span(start), $"expected a name before '{text.Text[start..(start + name.Length + 1)]}'", $"as in '{Option} app.port=8080'");
                return null;
            }
            if (position == names.Length - 1)
                return (owner, name);
            if (!owner.TryGet(name, out var next))
                owner.Set(name, next = Value.From(new ScriptObject()));
            if (next.Kind != ValueKind.Object)
            {
                problems.Error(text.Span(start, name.Length), $"'{name}' is not an object, so it has no member '{names[position + 1]}'");
                return null;
            }
            owner = next.AsObject();
        }
        return null;
    }

    private static Value ReadValue(SourceText text, int start, DiagnosticBag problems)
    {
        var value = text.Text[start..];
        if (IsWord(value))
            return Value.From(value);
        return YamlDocument.Parse(text.Embed(value, [new(0, start)]), problems)?.ToValue() ?? Value.Null;
    }

    /// <summary>Whether it is so plain a text that YAML need not be asked, which takes a while to start.</summary>
    private static bool IsWord(string value)
    {
        foreach (var character in value)
        {
            if (!char.IsAsciiLetter(character))
                return false;
        }
        return value.Length > 0 && Array.IndexOf(Words, value) < 0;
    }
}
