using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Resources;

namespace Converge.Catalogs.Cases;

/// <summary>An entry of <c>contains</c>, in the form that resources have in the catalog.</summary>
internal sealed record ExpectedResource(ResourceId Id, ScriptObject Properties, YamlMapping Node)
{
    public Place PlaceOf(string property) => Node.TryGetEntry(property, out var entry) ? new(entry.Value) : new(Node);

    /// <returns>Null after an error.</returns>
    public static ExpectedResource? Read(ResourceSchema schema, YamlMapping mapping, YamlNode title, Catalog catalog, DiagnosticBag problems)
    {
        var errors = problems.Count;
        if (schema.Title.Check(title.ToValue(), new(title), problems) is not { IsNull: false } canonical)
            return null;
        var (written, others) = (new ScriptObject(), new ScriptObject());
        foreach (var (key, value) in mapping.Entries)
        {
            if (key.Text == schema.Name)
                continue;
            if (key.Text is "template" or "source" && schema.Find(key.Text) is not null)
                problems.Error(key.Span, $"the catalog has the content and not the '{key.Text}'", "write 'content' and some of its lines");
            else if (schema.Find(key.Text) is not { } property)
                others.Set(key.Text, value.ToValue());
            else if (property.Type.Check(value.ToValue(), new(value), problems) is { } read)
                written.Set(key.Text, read);
        }
        if (problems.Count > errors)
            return null;
        return Complete(schema, canonical, written, others, mapping, catalog);
    }

    /// <summary>
    /// What title and properties come to together, as far as they are told here: of a firewall rule all is told, of a file
    /// perhaps the mode alone.
    /// </summary>
    private static ExpectedResource Complete(ResourceSchema schema, Value title, ScriptObject written, ScriptObject others, YamlMapping mapping, Catalog catalog)
    {
        var id = new ResourceId(schema.Name, ResourceTypes.TitleText(title));
        var check = new ResourceCheck(id, written, _ => new(mapping), []) { Title = title };
        if (schema.Complete?.Invoke(check) is { } completion && catalog.Find(id with { Title = completion.Title }) is not null)
            return new(id with { Title = completion.Title }, With(completion.Properties, others), mapping);
        return new(id, With(written, others), mapping);
    }

    private static ScriptObject With(ScriptObject properties, ScriptObject others)
    {
        var all = new ScriptObject(properties.Count + others.Count);
        foreach (var (name, value) in properties.Concat(others))
            all.Set(name, value);
        return all;
    }
}
