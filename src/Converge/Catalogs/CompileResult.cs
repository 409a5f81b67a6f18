using System.Collections.Immutable;
using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Nodes;
using Converge.Recipes.Attributes;
using Converge.Recipes.Statements;

namespace Converge.Catalogs;

/// <summary>What compiling gave.</summary>
/// <param name="Catalog">Null if there are errors.</param>
/// <param name="Diagnostics">Sorted by file and position.</param>
public sealed record CompileResult(Catalog? Catalog, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The attributes with everything that had a say in them; null if it did not come so far.</summary>
    public AttributeSet? Attributes { get; init; }

    public RunList? RunList { get; init; }

    /// <summary>Resources that are not in the catalog because their <c>when</c> is false.</summary>
    public ImmutableArray<ExcludedResource> Excluded { get; init; } = [];

    /// <summary>The answers of all searches for peers, also if one of them is the reason that there is no catalog.</summary>
    public ImmutableArray<PeerAnswer> Peers { get; init; } = [];

    /// <summary>What attributes were evaluated with, for those that were not: what another layer overrides.</summary>
    internal RenderOptions? AttributeNames { get; init; }
}

/// <param name="Resource">As far as it is known: <c>service[nginx]</c>.</param>
/// <param name="Condition">What was false, as written.</param>
/// <param name="ConditionAt">Where that stands.</param>
public sealed record ExcludedResource(string Resource, SourceSpan At, string Condition, SourceSpan ConditionAt)
{
    /// <summary>What was left out: a resource, or an include.</summary>
    internal Statement? Statement { get; init; }
}
