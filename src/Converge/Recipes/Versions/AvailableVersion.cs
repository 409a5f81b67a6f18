using System.Collections.Immutable;
using NuGet.Versioning;

namespace Converge.Recipes.Versions;

/// <summary>A version of a recipe that can be had.</summary>
/// <param name="Tag">The tag that published it; null if it is what the commit itself has.</param>
/// <param name="Tree">The hash of its folder.</param>
public sealed record AvailableVersion(NuGetVersion Version, ImmutableArray<Requirement> Depends, string? Tag, string Tree);
