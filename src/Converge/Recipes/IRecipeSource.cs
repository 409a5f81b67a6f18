using Converge.Language.Text;

namespace Converge.Recipes;

/// <summary>Recipes by name: those of a commit, or those that a lock has pinned.</summary>
public interface IRecipeSource
{
    /// <returns>Null if there is none of that name.</returns>
    Recipe? FindRecipe(string name);

    /// <summary>All names, for suggestions.</summary>
    IEnumerable<string> RecipeNames { get; }

    /// <summary>What is wrong with the source itself, such as a lock that cannot be read.</summary>
    IReadOnlyCollection<Diagnostic> Problems => [];
}
