using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;

namespace Converge.Language.Templates.Functions;

/// <summary>YAML, read by the same rules as recipes.</summary>
internal static class YamlFunctions
{
    private const int DefaultIndent = 2;
    private const int WidestIndent = 16;

    public static readonly ScriptObject Group = Builtins.Members(
        new("yaml", "encode", "value indent?", Encode),
        new("yaml", "decode", "text", Decode));

    /// <summary>
    /// The value as YAML in block style. Strings are in quotes wherever YAML 1.1 or 1.2 would read something else, and
    /// strings of several lines are blocks. The result ends with a line break only if it ends with such a block.
    /// </summary>
    /// <example><![CDATA[
    /// {{ { name: "web", ports: [80, 443], debug: "no", tags: [] } | yaml.encode }} -> name: web\nports:\n  - 80\n  - 443\ndebug: "no"\ntags: []
    /// {{ { motd: "one\ntwo" } | yaml.encode 4 }} -> motd: |-\n    one\n    two
    /// ]]></example>
    private static Value Encode(in Call call)
    {
        var indent = call[1].IsNull ? DefaultIndent : call.Int(1);
        if (indent is < 1 or > WidestIndent)
            throw call.Error(1, $"'indent' must be from 1 to {WidestIndent}, not {call.Quote(1)}");
        using var buffer = call.NewText();
        try
        {
            YamlWriter.Append(buffer, call[0], indent, call.Interpreter.Walk);
        }
        catch (FormatException impossible)
        {
            throw call.Error(0, impossible.Message);
        }
        return buffer.ToValue();
    }

    /// <summary>The value that a text stands for in YAML 1.2; a number with a leading zero is a string. Null gives null.</summary>
    /// <example><![CDATA[
    /// {{ ("ports: [80, 443]" | yaml.decode).ports[1] }} -> 443
    /// {{ "{mode: 0640, enabled: no}" | yaml.decode }} -> {mode: "0640", enabled: "no"}
    /// ]]></example>
    private static Value Decode(in Call call)
    {
        const int DeepestNesting = 64;
        if (call.Text(0) is not { } text)
            return Value.Null;
        call.Reserve(text.Length);
        var limits = new YamlLimits { Size = call.Limits.TextLength, Nodes = call.Limits.CollectionSize, Depth = DeepestNesting };
        var diagnostics = new DiagnosticBag();
        var node = YamlDocument.Parse(SourceText.From("", text), diagnostics, limits);
        return diagnostics.HasErrors || node is null ? throw Refuse(call, diagnostics) : node.ToValue();
    }

    /// <summary>The first error. What it says quotes the text, so a secret one gives no more than the place.</summary>
    private static TemplateException Refuse(in Call call, DiagnosticBag diagnostics)
    {
        var error = diagnostics.Sorted().First(static d => d.Severity == Severity.Error);
        var isSecret = call.Interpreter.ContainsSecret(call[0]);
        var place = $"at line {error.At.Line}, column {error.At.Column}";
        return isSecret ? call.Error(0, $"invalid YAML {place}") : call.Error(0, $"invalid YAML: {error.Message} {place}", error.Hint);
    }
}
