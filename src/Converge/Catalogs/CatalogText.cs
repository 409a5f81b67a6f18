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
        return Print(catalog.Resources.Select(static resource => Of(resource)));
    }

    /// <summary>The resources of one recipe alone.</summary>
    public static string Of(CatalogRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return Print(recipe.Resources.Select(static resource => Of(resource)));
    }

    /// <summary>The checks, as entries of <c>checks</c>.</summary>
    public static string OfChecks(Catalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return Print(catalog.Recipes.SelectMany(static recipe => recipe.Checks).Select(static check => Start(check.Id, check.Properties, reveals: false)));
    }

    /// <summary>A resource as an entry of <c>resources</c>.</summary>
    /// <param name="reveals">Whether the texts of secrets stand in it; only for those that are none, as in a test.</param>
    public static ScriptObject Of(CatalogResource resource, bool reveals = false)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var entry = Start(resource.Id, resource.Properties, reveals);
        if (!resource.Notifies.IsEmpty)
            entry.Set("notify", Texts(resource.Notifies.Select(static n => n.ToString())));
        if (!resource.After.IsEmpty)
            entry.Set("after", Texts(resource.After.Select(static id => id.ToString())));
        if (resource.IsSecret)
            entry.Set("secret", Value.True);
        if (resource.GuardsConnectivity != (ResourceTypes.Find(resource.Id.Type)?.Guards(resource.Id.Title) == true))
            entry.Set("guard", Value.From(resource.GuardsConnectivity ? "connectivity" : "none"));
        if (resource.IgnoresFailure)
            entry.Set("ignore_failure", Value.True);
        return entry;
    }

    private static string Print(IEnumerable<ScriptObject> entries)
    {
        var list = new ScriptArray(entries.Select(static entry => Value.From(entry)));
        if (list.Count == 0)
            return "";
        var text = YamlWriter.Write(Value.From(list)).AsString();
        return text.EndsWith('\n') ? text : text + "\n";
    }

    private static ScriptObject Start(ResourceId id, PropertyMap<CatalogProperty> properties, bool reveals)
    {
        var entry = new ScriptObject { [id.Type] = Value.From(id.Title) };
        foreach (var (name, property) in properties)
            entry.Set(name, Show(property.Value, reveals));
        return entry;
    }

    private static Value Texts(IEnumerable<string> texts) => Value.From(ScriptArray.OfTexts(texts));

    /// <summary>The value with a mask in the place of each secret.</summary>
    public static Value Mask(Value value) => Show(value, reveals: false);

    private static Value Show(Value value, bool reveals)
    {
        if (value.IsSecret)
            return Value.From(reveals ? value.AsSecret().Reveal() : SecretText.Mask);
        if (value.As<ScriptList>() is { } list)
            return Value.From(new ScriptArray(list.Select(item => Show(item, reveals))));
        if (value.As<ScriptObject>() is not { } members)
            return value;
        var shown = new ScriptObject(members.Count);
        foreach (var (name, member) in members)
            shown.Set(name, Show(member, reveals));
        return Value.From(shown);
    }
}
