using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;

namespace Converge.Catalogs.Cases;

/// <summary>The secrets of a case. Their values are there for everyone to read, and still treated as secrets.</summary>
internal sealed class CaseSecrets : ISecretProvider
{
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _values.Keys;

    public static CaseSecrets Read(YamlMapping? secrets, DiagnosticBag diagnostics)
    {
        var read = new CaseSecrets();
        if (secrets is not null)
            read.Add("", secrets, diagnostics);
        return read;
    }

    public SecretText? Find(string path) => _values.TryGetValue(path, out var text) ? new(text) : null;

    private void Add(string prefix, YamlMapping members, DiagnosticBag diagnostics)
    {
        foreach (var (key, value) in members.Entries)
        {
            if (value is YamlMapping inner)
                Add($"{prefix}{key.Text}.", inner, diagnostics);
            else if (value is YamlScalar { IsNull: false } scalar)
                _values[prefix + key.Text] = scalar.Text;
            else
                diagnostics.Error(value.Span, $"the secret '{prefix}{key.Text}' must be a text, not {value.Description}");
        }
    }
}
