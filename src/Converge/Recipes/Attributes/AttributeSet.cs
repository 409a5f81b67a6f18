using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Yaml;

namespace Converge.Recipes.Attributes;

/// <summary>The attributes of one node: the defaults of its recipes, and over them what its layers say.</summary>
public sealed class AttributeSet
{
    private readonly Dictionary<string, Attribute> _byRecipe = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Attribute> _byName = new(StringComparer.Ordinal);

    private AttributeSet()
    {
    }

    /// <summary>One map for each recipe.</summary>
    public IReadOnlyCollection<Attribute> Recipes => _byRecipe.Values;

    /// <summary>What the layers say, without values yet.</summary>
    public static AttributeSet Merge(IEnumerable<Recipe> recipes, IEnumerable<AttributeSource> layers, DiagnosticBag diagnostics)
    {
        var set = new AttributeSet();
        foreach (var recipe in recipes)
            set.Add(recipe.Name, Attribute.Of(recipe));
        foreach (var layer in layers)
            set.Apply(layer, diagnostics);
        return set;
    }

    /// <summary>The same for one node, with what it sets itself.</summary>
    internal AttributeSet For(AttributeSource node, DiagnosticBag diagnostics)
    {
        var set = new AttributeSet();
        foreach (var (recipe, attributes) in _byRecipe)
            set.Add(recipe, attributes.Copy(owner: null, sharing: node.Attributes?.ContainsKey(recipe) is not true));
        set.Apply(node, diagnostics);
        return set;
    }

    /// <summary>The attributes of a recipe.</summary>
    public Attribute? Of(string recipe) => _byRecipe.GetValueOrDefault(recipe);

    /// <summary>By its path in expressions, such as <c>haproxy.stats.port</c>.</summary>
    public Attribute? Find(IEnumerable<string> path)
    {
        Attribute? found = null;
        foreach (var name in path)
        {
            found = found is null ? _byName.GetValueOrDefault(name) : found.Find(name);
            if (found is null)
                return null;
        }
        return found;
    }

    /// <summary>All that are no maps, those of all recipes.</summary>
    public IEnumerable<Attribute> Leaves() => _byRecipe.Values.SelectMany(LeavesOf);

    private static IEnumerable<Attribute> LeavesOf(Attribute attribute) =>
        attribute.Type == AttributeType.Map ? attribute.Members.SelectMany(LeavesOf) : [attribute];

    private void Add(string recipe, Attribute attributes)
    {
        _byRecipe[recipe] = attributes;
        _byName.TryAdd(attributes.Name, attributes);
    }

    private void Apply(AttributeSource source, DiagnosticBag diagnostics)
    {
        foreach (var (recipe, node) in source.Attributes?.Entries ?? [])
        {
            // A layer may speak of recipes that this node does not have.
            if (_byRecipe.TryGetValue(recipe.Text, out var attributes))
                attributes.Apply(new(source.Layer, source.Origin, node, Appends: false), diagnostics);
        }
    }
}

/// <summary>What one layer says: a mapping of recipes to attributes.</summary>
public readonly record struct AttributeSource(AttributeLayer Layer, string Origin, YamlMapping? Attributes);
