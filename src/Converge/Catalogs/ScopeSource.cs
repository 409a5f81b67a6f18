using Converge.Language.Templates;
using Converge.Language.Values;
using Converge.Recipes;
using Converge.Recipes.Attributes;

namespace Converge.Catalogs;

/// <summary>
/// Which names the parts of a recipe see: the attributes of the recipe and of those that it depends on, the node, the run,
/// and its peers.
/// </summary>
internal sealed class ScopeSource(RecipeLookup lookup, RenderOptions names, AttributeSet attributes, PeerSearch peers)
{
    private readonly Dictionary<(Recipe, RecipePart), Scope> _scopes = [];

    public RecipeLookup Lookup { get; } = lookup;

    public Scope For(Recipe recipe, RecipePart part)
    {
        if (!_scopes.TryGetValue((recipe, part), out var scope))
            _scopes.Add((recipe, part), scope = Make(recipe, part));
        return scope;
    }

    private Scope Make(Recipe recipe, RecipePart part)
    {
        var model = new ScriptObject();
        foreach (var (name, value) in names.Model)
            model.Set(name, value);
        foreach (var visible in Lookup.VisibleFrom(recipe))
        {
            if (attributes.Of(visible.Name) is { } known)
                model.Set(known.Name, known.Value);
        }
        var scope = new Scope(recipe, names with { Model = model, Library = recipe.Files });
        var found = new ScriptObject();
        foreach (var declaration in recipe.PeersOf(part))
            found.Set(declaration.Name, peers.Find(declaration, recipe.Main.Peers.Contains(declaration) ? recipe.Name : $"{recipe.Name}::{part.Name}", scope.Names));
        model.Set("peers", Value.From(found.Freeze()));
        return scope;
    }
}
