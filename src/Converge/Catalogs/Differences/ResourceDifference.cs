using System.Collections.Immutable;
using System.Text;
using Converge.Resources;
using Converge.Language.Values;
using Converge.Recipes;

namespace Converge.Catalogs.Differences;

/// <summary>What is different about one resource. Where it is declared does not count: that changes nothing.</summary>
internal static class ResourceDifference
{
    private const string Content = "content";

    /// <summary>All that a resource says, for one that was not there.</summary>
    public static ImmutableArray<Detail> OfNew(CatalogResource after) => Of(null, after);

    public static ImmutableArray<Detail> Of(CatalogResource? before, CatalogResource after)
    {
        var details = ImmutableArray.CreateBuilder<Detail>();
        var isSecret = after.IsSecret || before?.IsSecret == true;
        Compare(before?.Properties, after.Properties, isSecret, details);
        CompareContent(before, after, isSecret, details);
        Add(details, "notify", List(before?.Notifies ?? []), List(after.Notifies));
        Add(details, "after", List(before?.After ?? []), List(after.After));
        Add(details, "part of", Text(before?.Container?.ToString()), Text(after.Container?.ToString()));
        Add(details, "secret", Flag(before?.IsSecret), Flag(after.IsSecret));
        Add(details, "ignore_failure", Flag(before?.IgnoresFailure), Flag(after.IgnoresFailure));
        // Of a new resource it is what its type says, which everybody knows.
        if (before is not null && before.GuardsConnectivity != after.GuardsConnectivity)
            Add(details, "guard", Guard(before), Guard(after));
        return details.DrainToImmutable();
    }

    public static ImmutableArray<Detail> Of(CatalogCheck? before, CatalogCheck after)
    {
        var details = ImmutableArray.CreateBuilder<Detail>();
        Compare(before?.Properties, after.Properties, isSecret: false, details);
        return details.DrainToImmutable();
    }

    private static void Compare(
        PropertyMap<CatalogProperty>? before, PropertyMap<CatalogProperty> after, bool isSecret, ImmutableArray<Detail>.Builder details)
    {
        if (ReferenceEquals(before, after))
            return;
        var names = before is null ? after.Keys : after.Keys.Union(before.Keys).Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            // What a file holds may come from a template or from a file of the recipe: see below.
            if (name != Content)
                Add(details, name, Get(before, name), Get(after, name), isSecret && name != "source");
        }
    }

    private static Value Get(PropertyMap<CatalogProperty>? properties, string name) =>
        properties is not null && properties.TryGetValue(name, out var property) ? property.Value : Value.Null;

    private static void CompareContent(CatalogResource? before, CatalogResource after, bool isSecret, ImmutableArray<Detail>.Builder details)
    {
        if (before?.Source is { } old && after.Source is { } now && old.Sha256 == now.Sha256)
            return;
        Add(details, Content, ContentOf(before), ContentOf(after), isSecret);
    }

    private static Value ContentOf(CatalogResource? resource) => resource?.Source is { } source ? Read(source) : resource?[Content] ?? Value.Null;

    /// <summary>A file as a text if it is one.</summary>
    private static Value Read(RecipeFile file)
    {
        var bytes = file.Content.Span;
        if (!bytes.Contains((byte)0) && System.Text.Unicode.Utf8.IsValid(bytes))
            return Value.From(Encoding.UTF8.GetString(bytes));
        return Value.From($"{bytes.Length} bytes, sha256 {file.Sha256[..16]}");
    }

    private static Value Guard(CatalogResource resource) => Value.From(resource.GuardsConnectivity ? "connectivity" : "none");

    private static Value Text(string? text) => text is null ? Value.Null : Value.From(text);

    private static Value Flag(bool? flag) => flag is true ? Value.True : Value.Null;

    private static Value List<T>(ImmutableArray<T> items) =>
        items.Length > 0 ? Value.From(new ScriptArray(items.Select(static item => Value.From(item!.ToString())))) : Value.Null;

    private static void Add(ImmutableArray<Detail>.Builder details, string name, Value before, Value after, bool isSecret = false)
    {
        if (ValueDifference.Of(name, before, after, isSecret) is { } detail)
            details.Add(detail);
    }
}
