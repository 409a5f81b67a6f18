namespace Converge.Recipes.Trees;

/// <summary>What a repository keeps under a hash.</summary>
/// <param name="Type"><c>commit</c>, <c>tree</c>, <c>blob</c> or <c>tag</c>.</param>
/// <param name="Content">Null if it is too large to be read.</param>
internal sealed record GitObject(string Type, byte[]? Content)
{
    public const string CommitType = "commit";
    public const string TreeType = "tree";
    public const string BlobType = "blob";
}
