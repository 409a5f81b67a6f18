using System.Collections.Concurrent;
using Converge.Language.Text;
using Converge.Language.Yaml;

namespace Converge.Recipes;

/// <summary>
/// Finds what recipes, roles and nodes name, and says what is wrong with a name that means nothing. Whoever looks, the
/// compiler or the check of the whole tree, says the same of the same mistake. Safe for many threads.
/// </summary>
internal sealed class RecipeLookup(IRecipeSource recipes)
{
    private readonly ConcurrentDictionary<Recipe, IReadOnlySet<Recipe>> _visible = new();

    public Recipe? FindRecipe(string name, SourceSpan at, DiagnosticBag diagnostics)
    {
        var recipe = recipes.FindRecipe(name);
        if (recipe is null)
            diagnostics.Error(at, $"there is no recipe '{name}'", Suggestions.Hint(name, recipes.RecipeNames));
        return recipe;
    }

    /// <summary>The part of a recipe that a reference names; without a part the recipe itself.</summary>
    public static RecipePart? FindPart(Recipe recipe, RecipeReference reference, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (recipe.Parts.TryGetValue(reference.Part ?? "", out var part))
            return part;
        var parts = recipe.Parts.Keys.Where(static key => key.Length > 0);
        diagnostics.Error(reference.At, $"recipe '{recipe.Name}' has no part '{reference.Part}'", Suggestions.Hint(reference.Part!, parts) ?? $"it would be the file '{reference.Part}.yaml' beside its recipe.yaml");
        return null;
    }

    /// <summary>What an <c>include</c> in a recipe names.</summary>
    public (Recipe Recipe, RecipePart Part)? FindIncluded(Recipe from, RecipeReference target, DiagnosticBag diagnostics)
    {
        if (recipes.FindRecipe(target.Recipe) is null)
            FindRecipe(target.Recipe, target.At, diagnostics);
        else if (Visible(from, target.Recipe) is not { } recipe)
            diagnostics.Error(target.At, $"recipe '{from.Name}' cannot include '{target}': it does not depend on '{target.Recipe}'", DependHint(target.Recipe));
        else if (FindPart(recipe, target, diagnostics) is { } part)
            return (recipe, part);
        return null;
    }

    /// <summary>A type of resource by its full name, such as <c>nginx.site</c>.</summary>
    public (Recipe Recipe, OwnType Type)? FindType(YamlScalar name, Recipe from, DiagnosticBag diagnostics)
    {
        var dot = name.Text.IndexOf('.', StringComparison.Ordinal);
        var (owner, type) = (name.Text[..dot], name.Text[(dot + 1)..]);
        if (recipes.FindRecipe(owner) is not { } known)
            diagnostics.Error(name.Span, $"there is no resource type '{name.Text}': there is no recipe '{owner}'", Suggestions.Hint(owner, recipes.RecipeNames));
        else if (Visible(from, owner) is not { } recipe)
            diagnostics.Error(name.Span, $"recipe '{from.Name}' cannot use '{name.Text}': it does not depend on '{owner}'", DependHint(owner));
        else if (!recipe.Types.TryGetValue(type, out var found))
            diagnostics.Error(name.Span, $"recipe '{known.Name}' has no resource type '{type}'", Suggestions.Hint(type, recipe.Types.Keys));
        else
            return (recipe, found);
        return null;
    }

    /// <summary>A recipe that may be named in another one: itself, or one that it depends on, directly or not.</summary>
    public Recipe? Visible(Recipe from, string name) => recipes.FindRecipe(name) is { } recipe && VisibleFrom(from).Contains(recipe) ? recipe : null;

    /// <summary>The recipe itself, and all that it depends on, directly or not.</summary>
    public IReadOnlySet<Recipe> VisibleFrom(Recipe recipe) => _visible.GetOrAdd(recipe, from =>
    {
        var (found, pending) = (new HashSet<Recipe> { from }, new Queue<Recipe>([from]));
        while (pending.TryDequeue(out var next))
        {
            foreach (var dependency in next.Depends)
            {
                if (recipes.FindRecipe(dependency.Recipe) is { } needed && found.Add(needed))
                    pending.Enqueue(needed);
            }
        }
        return found;
    });

    public static string DependHint(string recipe) => $"add '{recipe}' to its 'depends'";
}
