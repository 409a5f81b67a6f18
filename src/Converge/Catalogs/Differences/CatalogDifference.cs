using System.Collections.Immutable;
using Converge.Language.Values;
using Converge.Resources;

namespace Converge.Catalogs.Differences;

/// <summary>What changes for a node from one catalog to another.</summary>
public sealed class CatalogDifference
{
    private const string OrderName = "order";

    private readonly Catalog _before;
    private readonly Catalog _after;
    private readonly Dictionary<string, CatalogRecipe> _recipesBefore;
    private readonly Dictionary<string, CatalogRecipe> _recipesAfter;
    private readonly Dictionary<ResourceId, (CatalogResource Resource, string Recipe)> _resourcesBefore;
    private readonly HashSet<ResourceId> _idsAfter;
    private readonly ImmutableArray<Change>.Builder _changes = ImmutableArray.CreateBuilder<Change>();

    private CatalogDifference(Catalog before, Catalog after)
    {
        _before = before;
        _after = after;
        _recipesBefore = before.Recipes.ToDictionary(static recipe => recipe.Name, StringComparer.Ordinal);
        _recipesAfter = after.Recipes.ToDictionary(static recipe => recipe.Name, StringComparer.Ordinal);
        _resourcesBefore = before.Recipes.SelectMany(static recipe => recipe.Resources.Select(resource => (resource, recipe.Name))).ToDictionary(static pair => pair.resource.Id);
        _idsAfter = [.. after.Resources.Select(static resource => resource.Id)];
    }

    /// <summary>In the order in which the resources are applied, those that are gone behind the others of their recipe; nothing if the catalogs wish the same.</summary>
    public static ImmutableArray<Change> Of(Catalog before, Catalog after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return new CatalogDifference(before, after).Run();
    }

    /// <summary>A node that is there on one side only.</summary>
    public static Change OfNode(Catalog catalog, ChangeKind kind)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var facts = new ScriptObject
        {
            ["environment"] = Value.From(catalog.Environment),
            ["roles"] = Texts(catalog.Roles),
            ["recipes"] = Texts(catalog.Recipes.Select(static recipe => $"{recipe.Name} {recipe.Version}")),
            ["resources"] = Value.From(catalog.Resources.Count()),
        };
        return new(kind, ChangeSubject.Node, "", "")
        {
            Details = [.. facts.Select(fact => kind == ChangeKind.Added ? new Detail(fact.Key) { After = fact.Value } : new Detail(fact.Key) { Before = fact.Value })],
        };
    }

    private ImmutableArray<Change> Run()
    {
        Add(ChangeSubject.Node, "", "",
        [
            ValueDifference.Of("environment", Value.From(_before.Environment), Value.From(_after.Environment)),
            ValueDifference.Of("roles", Texts(_before.Roles), Texts(_after.Roles)),
        ]);
        var moved = Order.Moved([.. _before.Recipes.Select(static recipe => recipe.Name)], [.. _after.Recipes.Select(static recipe => recipe.Name)]);
        foreach (var recipe in _after.Recipes)
        {
            CompareRecipe(recipe, moved.Contains(recipe.Name));
            CompareResources(recipe);
            CompareChecks(_recipesBefore.GetValueOrDefault(recipe.Name), recipe);
        }
        foreach (var recipe in _before.Recipes.Where(recipe => !_recipesAfter.ContainsKey(recipe.Name)))
        {
            _changes.Add(new(ChangeKind.Removed, ChangeSubject.Recipe, recipe.Name, recipe.Name) { Details = [new("version") { Before = Value.From(recipe.Version) }] });
            RemoveResources(recipe);
            CompareChecks(recipe, after: null);
        }
        return _changes.DrainToImmutable();
    }

    private void CompareRecipe(CatalogRecipe recipe, bool isMoved)
    {
        if (!_recipesBefore.TryGetValue(recipe.Name, out var before))
        {
            _changes.Add(new(ChangeKind.Added, ChangeSubject.Recipe, recipe.Name, recipe.Name) { Details = [new("version") { After = Value.From(recipe.Version) }] });
            return;
        }
        Add(ChangeSubject.Recipe, recipe.Name, recipe.Name,
        [
            ValueDifference.Of("version", Value.From(before.Version), Value.From(recipe.Version)),
            ValueDifference.Of("needs", Texts(before.DependsOn), Texts(recipe.DependsOn)),
            isMoved ? Place(_before.Recipes, _after.Recipes, static r => r.Name, recipe.Name) : null,
        ]);
    }

    private void CompareResources(CatalogRecipe recipe)
    {
        var before = _recipesBefore.GetValueOrDefault(recipe.Name)?.Resources ?? [];
        var moved = Order.Moved([.. before.Select(static resource => resource.Id)], [.. recipe.Resources.Select(static resource => resource.Id)]);
        foreach (var resource in recipe.Resources)
        {
            var id = resource.Id.ToString();
            if (!_resourcesBefore.TryGetValue(resource.Id, out var old))
            {
                _changes.Add(new(ChangeKind.Added, ChangeSubject.Resource, recipe.Name, id) { Details = ResourceDifference.OfNew(resource) });
                continue;
            }
            Add(ChangeSubject.Resource, recipe.Name, id,
            [
                .. ResourceDifference.Of(old.Resource, resource),
                ValueDifference.Of("recipe", Value.From(old.Recipe), Value.From(recipe.Name)),
                moved.Contains(resource.Id) ? Place(before, recipe.Resources, static r => r.Id, resource.Id) : null,
            ]);
        }
        if (_recipesBefore.TryGetValue(recipe.Name, out var recipeBefore))
            RemoveResources(recipeBefore);
    }

    private void RemoveResources(CatalogRecipe recipe)
    {
        foreach (var resource in recipe.Resources.Where(resource => !_idsAfter.Contains(resource.Id)))
            _changes.Add(new(ChangeKind.Removed, ChangeSubject.Resource, recipe.Name, resource.Id.ToString()));
    }

    /// <summary>Two checks of a recipe may have the same id: then the first of one side belongs to the first of the other.</summary>
    private void CompareChecks(CatalogRecipe? before, CatalogRecipe? after)
    {
        var name = (before ?? after)!.Name;
        var left = (before?.Checks ?? []).ToList();
        foreach (var check in after?.Checks ?? [])
        {
            var old = left.Find(other => other.Id == check.Id);
            if (old is null)
            {
                _changes.Add(new(ChangeKind.Added, ChangeSubject.Check, name, check.Id.ToString()) { Details = ResourceDifference.Of(null, check) });
                continue;
            }
            left.Remove(old);
            Add(ChangeSubject.Check, name, check.Id.ToString(), [.. ResourceDifference.Of(old, check)]);
        }
        foreach (var check in left)
            _changes.Add(new(ChangeKind.Removed, ChangeSubject.Check, name, check.Id.ToString()));
    }

    /// <summary>What something stood behind, and what it stands behind now.</summary>
    private static Detail Place<T, TKey>(ImmutableArray<T> before, ImmutableArray<T> after, Func<T, TKey> keyOf, TKey key)
        where TKey : IEquatable<TKey>
    {
        return new(OrderName) { Before = Behind(before), After = Behind(after) };

        Value Behind(ImmutableArray<T> items)
        {
            var position = items.TakeWhile(item => !keyOf(item).Equals(key)).Count();
            return Value.From(position == 0 ? "first" : $"after {keyOf(items[position - 1])}");
        }
    }

    private void Add(ChangeSubject subject, string recipe, string name, ReadOnlySpan<Detail?> details)
    {
        var known = ImmutableArray.CreateBuilder<Detail>();
        foreach (var detail in details)
        {
            if (detail is not null)
                known.Add(detail);
        }
        if (known.Count > 0)
            _changes.Add(new(ChangeKind.Changed, subject, recipe, name) { Details = known.DrainToImmutable() });
    }

    private static Value Texts(IEnumerable<string> texts) => Value.From(ScriptArray.OfTexts(texts));
}
