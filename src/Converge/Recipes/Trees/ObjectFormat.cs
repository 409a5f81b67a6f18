namespace Converge.Recipes.Trees;

/// <summary>With which hash a git repository names its objects.</summary>
public enum ObjectFormat
{
    Sha1,
    Sha256,
}
