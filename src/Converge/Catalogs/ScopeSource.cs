using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Recipes;
using Converge.Recipes.Attributes;

namespace Converge.Catalogs;

/// <summary>
/// Which names the parts of a recipe see: the attributes of the recipe and of those that it depends on, the node, the run,
/// and its peers.
/// </summary>
internal sealed class ScopeSource(CompileInputs inputs, RenderOptions names, AttributeSet attributes, PeerSearch peers)
{
    private readonly Dictionary<(Recipe, RecipePart), Scope> _scopes = [];
    private readonly Dictionary<Recipe, HashSet<Recipe>> _visible = [];

    public Scope For(Recipe recipe, RecipePart part)
    {
        if (!_scopes.TryGetValue((recipe, part), out var scope))
            _scopes.Add((recipe, part), scope = Make(recipe, part));
        return scope;
    }

    /// <summary>A recipe that may be named in another one: itself, or one that it depends on, directly or not.</summary>
    public Recipe? Visible(Recipe from, string name) => VisibleFrom(from).FirstOrDefault(recipe => recipe.Name == name);

    public (Recipe Recipe, OwnType Type)? FindType(YamlScalar name, Recipe from, DiagnosticBag diagnostics)
    {
        var dot = name.Text.IndexOf('.', StringComparison.Ordinal);
        var (owner, type) = (name.Text[..dot], name.Text[(dot + 1)..]);
        if (inputs.Recipes.FindRecipe(owner) is not { } known)
            diagnostics.Error(name.Span, $"there is no resource type '{name.Text}': there is no recipe '{owner}'", Suggestions.Hint(owner, inputs.Recipes.RecipeNames));
        else if (Visible(from, owner) is not { } recipe)
            diagnostics.Error(name.Span, $"recipe '{from.Name}' cannot use '{name.Text}': it does not depend on '{owner}'", $"add '{owner}' to its 'depends'");
        else if (!recipe.Types.TryGetValue(type, out var found))
            diagnostics.Error(name.Span, $"recipe '{known.Name}' has no resource type '{type}'", Suggestions.Hint(type, recipe.Types.Keys));
        else
            return (recipe, found);
        return null;
    }

    private Scope Make(Recipe recipe, RecipePart part)
    {
        var model = new ScriptObject();
        foreach (var (name, value) in names.Model)
            model.Set(name, value);
        foreach (var visible in VisibleFrom(recipe))
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

    private HashSet<Recipe> VisibleFrom(Recipe recipe)
    {
        if (_visible.TryGetValue(recipe, out var visible))
            return visible;
        _visible.Add(recipe, visible = [recipe]);
        foreach (var dependency in recipe.Depends)
        {
            if (inputs.Recipes.FindRecipe(dependency.Recipe) is { } needed)
                visible.UnionWith(VisibleFrom(needed));
        }
        return visible;
    }
}
