using System.Collections.Immutable;

namespace Converge.Recipes.Skeletons;

/// <summary>Files to begin with, which lint clean and teach by their comments.</summary>
/// <param name="Next">What to do with them.</param>
public sealed record Skeleton(ImmutableArray<SkeletonFile> Files, string Next);

/// <param name="Path">Below the tree.</param>
public sealed record SkeletonFile(string Path, string Text);

/// <summary>Why there can be no skeleton.</summary>
public sealed record SkeletonProblem(string Message, string? Hint = null);
