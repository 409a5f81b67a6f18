using Converge.Language.Text;
using Converge.Language.Yaml;

namespace Converge.Agent.Configuration;

/// <summary>Reads the configuration: an option counts more than a variable, and that more than the file.</summary>
/// <param name="option">The value of an option by its name; null if it was not given.</param>
/// <param name="variable">The value of a variable of the environment.</param>
public sealed class ConfigurationReader(Func<string, string?> option, Func<string, string?> variable, DiagnosticBag diagnostics)
{
    private const string VariablePrefix = "CONVERGE_AGENT_";

    private AgentConfiguration _read = new();

    /// <param name="file">Null if there is none.</param>
    public AgentConfiguration Read(SourceText? file)
    {
        if (file is not null && !string.IsNullOrWhiteSpace(file.Text) && YamlDocument.Parse(file, diagnostics) is { } node)
            ReadFile(node);
        foreach (var key in AgentKey.All)
        {
            // An empty variable is none: systemd and Docker leave some behind.
            if (option(key.Option) is { } given)
                Set(key, given, SourceText.From(key.Option, given).Span(0), key.Option);
            else if (variable(key.Variable) is { Length: > 0 } value)
                Set(key, value, SourceText.From(key.Variable, value).Span(0), key.Variable);
        }
        return _read;
    }

    /// <summary>Variables that look like settings and are none.</summary>
    public static IEnumerable<Diagnostic> Misspelt(IEnumerable<string> variables) => variables
        .Where(static name => name.StartsWith(VariablePrefix, StringComparison.Ordinal) && !Array.Exists(AgentKey.All, key => key.Variable == name))
        .Order(StringComparer.Ordinal)
        .Select(static name => Diagnostic.Warning(new(name, 1, 1), $"there is no setting '{name}'", Suggestions.Hint(name, AgentKey.All.Select(static key => key.Variable))));

    private void ReadFile(YamlNode node)
    {
        // A file in which all is commented out.
        if (node is YamlScalar { IsNull: true })
            return;
        if (node is YamlMapping mapping)
            ReadMapping(mapping, prefix: "");
        else
            diagnostics.Error(node.Span, $"the configuration must be a mapping, not {node.Description}");
    }

    private void ReadMapping(YamlMapping mapping, string prefix)
    {
        foreach (var (name, value) in mapping.Entries)
        {
            var path = prefix + name.Text;
            if (Array.Find(AgentKey.All, key => key.Path == path) is { } key)
                ReadValue(key, value);
            else if (!Array.Exists(AgentKey.All, other => other.Path.StartsWith($"{path}.", StringComparison.Ordinal)))
                diagnostics.Error(name.Span, $"there is no setting '{path}'", Suggestions.Hint(path, AgentKey.All.Select(static other => other.Path)) ?? $"there are {string.Join(", ", AgentKey.All.Select(static other => other.Path))}");
            else if (value is YamlMapping inner)
                ReadMapping(inner, $"{path}.");
            else if (value is not YamlScalar { IsNull: true })
                diagnostics.Error(value.Span, $"'{path}' must be a mapping, not {value.Description}");
        }
    }

    private void ReadValue(AgentKey key, YamlNode value)
    {
        if (value is YamlScalar { IsNull: true })
            return;
        if (value is YamlScalar scalar)
            Set(key, scalar.Text, scalar.Span, key.Path);
        else
            diagnostics.Error(value.Span, $"'{key.Path}' must be {key.Expected}, not {value.Description}");
    }

    private void Set(AgentKey key, string text, SourceSpan at, string shownAs)
    {
        if (key.Set(_read, text) is { } next)
            _read = next;
        else
            diagnostics.Error(at, $"'{shownAs}' must be {key.Expected}, not '{text}'");
    }
}
