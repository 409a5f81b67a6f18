using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Recipes.Secrets;

namespace Converge.Recipes.Checks;

/// <summary>A tree that is being checked as a whole, and what was found so far.</summary>
internal sealed class Inspection
{
    private readonly HashSet<(string, int, int)> _covered = [];

    public Inspection(RecipeTree tree, SealedSecrets secrets)
    {
        Tree = tree;
        Lookup = new(tree);
        Recipes = [.. tree.RecipeNames.Select(tree.FindRecipe).OfType<Recipe>()];
        Names = new(this);
        Secrets = secrets;
        SecretFiles = [.. secrets.ReadAll(Diagnostics)];
    }

    public RecipeTree Tree { get; }

    public RecipeLookup Lookup { get; }

    public ImmutableArray<Recipe> Recipes { get; }

    public SealedSecrets Secrets { get; }

    public ImmutableArray<SecretFile> SecretFiles { get; }

    public TreeNames Names { get; }

    /// <summary>Where secrets are named by a literal path.</summary>
    public List<SecretUse> SecretUses { get; } = [];

    /// <summary>Whether something asks for a secret whose path only the render knows.</summary>
    public bool UsesUnknownSecrets { get; set; }

    public DiagnosticBag Diagnostics { get; } = [];

    /// <summary>Says that all is said of a place, whatever the compiler will find there.</summary>
    public void Cover(SourceSpan at) => _covered.Add((at.File, at.Line, at.Column));

    public bool Covers(SourceSpan at) => _covered.Contains((at.File, at.Line, at.Column));
}
