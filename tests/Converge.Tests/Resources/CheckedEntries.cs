using System.Text;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Resources;

namespace Converge.Tests.Resources;

/// <summary>
/// Entries of <c>resources</c> checked against the schemas, without templates. A text <c>secret:...</c> stands for a secret.
/// </summary>
internal sealed class CheckedEntries
{
    private const string SecretPrefix = "secret:";
    private const string Separator = ": ";

    private readonly StringBuilder _catalog = new();

    public DiagnosticBag Diagnostics { get; } = [];

    /// <summary>Properties that were given, as <c>type.property</c>; of a type alone, <c>type</c>.</summary>
    public HashSet<string> Used { get; } = new(StringComparer.Ordinal);

    public string Catalog => _catalog.ToString();

    public string Errors => string.Concat(Diagnostics.Sorted().Select(static d => $"{d}\n"));

    public static CheckedEntries Read(string yaml)
    {
        var entries = new CheckedEntries();
        if (YamlDocument.Parse(SourceText.From("recipe.yaml", yaml), entries.Diagnostics) is YamlSequence list && !entries.Diagnostics.HasErrors)
        {
            foreach (var entry in list.Items)
                entries.Check((YamlMapping)entry);
        }
        return entries;
    }

    public static string Show(Value value)
    {
        var list = Value.From(new ScriptArray([value])).ToString();
        return list[1..^1];
    }

    private static Value ToValue(YamlNode node)
    {
        switch (node)
        {
            case YamlSequence list:
                return Value.From(new ScriptArray(list.Items.Select(ToValue)));
            case YamlMapping map:
                var members = new ScriptObject();
                foreach (var entry in map.Entries)
                    members.Set(entry.Name, ToValue(entry.Value));
                return Value.From(members);
            default:
                var value = node.ToValue();
                var isSecret = value.Kind == ValueKind.String && value.AsString().StartsWith(SecretPrefix, StringComparison.Ordinal);
                return isSecret ? Value.Text(value.AsString()[SecretPrefix.Length..], secret: true) : value;
        }
    }

    // Properties may be called like types: a file has a group.
    private static ResourceSchema TypeOf(YamlMapping entry)
    {
        var named = entry.Entries.Select(static e => ResourceTypes.Find(e.Name)).OfType<ResourceSchema>().ToArray();
        return named.Single(type => named.All(other => other == type || type.Find(other.Name) is not null));
    }

    private void Check(YamlMapping entry)
    {
        var schema = TypeOf(entry);
        var node = entry[schema.Name]!;
        YamlNode[] titles = node is YamlSequence list && !schema.TitleIsList ? [.. list.Items] : [node];
        foreach (var title in titles)
            Check(schema, entry, title);
    }

    private void Check(ResourceSchema schema, YamlMapping entry, YamlNode titleNode)
    {
        Used.Add(schema.Name);
        var count = Diagnostics.Count;
        var title = schema.Title.Check(ToValue(titleNode), new(titleNode), Diagnostics);
        var properties = ReadProperties(schema, entry);
        if (title is null || Diagnostics.Skip(count).Any(d => d.Severity == Severity.Error))
            return;
        var check = new ResourceCheck(new(schema.Name, ResourceTypes.TitleText(title.Value)), properties, name => new(entry[name] ?? titleNode), Diagnostics) { Title = title.Value };
        foreach (var missing in schema.Properties.Where(p => p.Required && !check.Has(p.Name)))
            Diagnostics.Error(titleNode.Span, $"{check.Id} needs '{missing.Name}'");
        if (Diagnostics.Skip(count).All(d => d.Severity != Severity.Error))
            schema.Rule?.Invoke(check);
        if (Diagnostics.Skip(count).Any(d => d.Severity == Severity.Error))
            return;
        if ((schema.Complete is null ? new(check.Id.Title, properties) : schema.Complete(check)) is { } complete)
            Append(new(schema.Name, complete.Title), complete.Properties);
    }

    private ScriptObject ReadProperties(ResourceSchema schema, YamlMapping entry)
    {
        var properties = new ScriptObject();
        foreach (var (key, node) in entry.Entries.Where(e => e.Name != schema.Name))
        {
            var property = schema.Find(key.Text) ?? throw new KeyNotFoundException($"'{schema.Name}' has no property '{key.Text}'");
            Used.Add($"{schema.Name}.{key.Text}");
            if (property.Type.Check(ToValue(node), new(node), Diagnostics) is { IsNull: false } read)
                properties.Set(key.Text, read);
        }
        return properties;
    }

    private void Append(ResourceId id, ScriptObject properties)
    {
        _catalog.Append($"{id}\n");
        foreach (var (name, value) in properties)
            _catalog.Append($"  {name}{Separator}{Show(value)}\n");
    }
}
