using System.Collections.Immutable;
using Converge.Language.Cases;
using Converge.Language.Text;

namespace Converge.Catalogs.Cases;

/// <summary>What became of a case.</summary>
public sealed record CaseResult(RecipeCase Case)
{
    /// <summary>In the order of the sections; none if it passed.</summary>
    public ImmutableArray<CaseFailure> Failures { get; init; } = [];

    /// <summary>The case with the exact expectations as they came out; null if they are right already, or cannot be told.</summary>
    public CaseFile? Updated { get; init; }

    public TimeSpan Duration { get; init; }

    public bool Passed => Failures.IsEmpty;

    /// <summary>What is left once <see cref="Updated"/> has been written.</summary>
    public CaseResult AfterUpdate() => this with { Failures = Failures.RemoveAll(static failure => failure.IsExact), Updated = null };
}

/// <param name="Difference">The unified diff between what was expected and what came out, where the whole is compared.</param>
/// <param name="IsExact">Whether <see cref="CaseResult.Updated"/> is without it.</param>
public sealed record CaseFailure(Diagnostic Problem, string Difference = "", bool IsExact = false);
