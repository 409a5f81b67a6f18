using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Resources;

namespace Converge.Catalogs;

/// <summary>The resources of a catalog for people, in the form in which recipes are written. Secrets are masked.</summary>
public static class CatalogText
{
    public static string Of(Catalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var text = YamlWriter.Write(Value.From(new ScriptArray(catalog.Resources.Select(static resource => Value.From(Of(resource)))))).AsString();
        return text.EndsWith('\n') ? text : text + "\n";
    }

    /// <summary>A resource as an entry of <c>resources</c>.</summary>
    public static ScriptObject Of(CatalogResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var entry = new ScriptObject { [resource.Id.Type] = Value.From(resource.Id.Title) };
        foreach (var (name, property) in resource.Properties)
            entry.Set(name, Mask(property.Value));
        if (!resource.Notifies.IsEmpty)
            entry.Set("notify", Texts(resource.Notifies.Select(static n => n.ToString())));
        if (!resource.After.IsEmpty)
            entry.Set("after", Texts(resource.After.Select(static id => id.ToString())));
        if (resource.IsSecret)
            entry.Set("secret", Value.True);
        if (resource.GuardsConnectivity != (ResourceTypes.Find(resource.Id.Type)?.GuardsConnectivity == true))
            entry.Set("guard", Value.From(resource.GuardsConnectivity ? "connectivity" : "none"));
        if (resource.IgnoresFailure)
            entry.Set("ignore_failure", Value.True);
        return entry;
    }

    private static Value Texts(IEnumerable<string> texts) => Value.From(new ScriptArray(texts.Select(static text => Value.From(text))));

    /// <summary>The value with a mask in the place of each secret.</summary>
    public static Value Mask(Value value)
    {
        if (value.IsSecret)
            return Value.From(SecretText.Mask);
        if (value.As<ScriptList>() is { } list)
            return Value.From(new ScriptArray(list.Select(Mask)));
        if (value.As<ScriptObject>() is not { } members)
            return value;
        var masked = new ScriptObject(members.Count);
        foreach (var (name, member) in members)
            masked.Set(name, Mask(member));
        return Value.From(masked);
    }
}
