using System.Collections.Immutable;
using Converge.Language.Text;

namespace Converge.Language.Templates;

/// <summary>What a template names outside of itself, found without rendering it.</summary>
/// <param name="Names">Global names with the members that follow them, in the order of the source.</param>
/// <param name="Includes">Names of templates, where they are literal.</param>
/// <param name="Secrets">Paths of secrets, where they are literal.</param>
public sealed record TemplateReferences(ImmutableArray<NameReference> Names, ImmutableArray<TextReference> Includes, ImmutableArray<TextReference> Secrets)
{
    /// <summary>Queries of <c>search</c>, where they are literal.</summary>
    public ImmutableArray<TextReference> Queries { get; init; } = [];

    /// <summary>Names that it sets itself; templates that it includes, or that include it, see them.</summary>
    public ImmutableArray<string> Assigned { get; init; } = [];

    /// <summary>Whether only the render knows the path of some secret.</summary>
    public bool SecretsUnknown { get; init; }

    /// <summary>Whether only the render knows the name of some template that it includes.</summary>
    public bool IncludesUnknown { get; init; }
}

/// <summary>A path such as <c>haproxy.stats.port</c>, as far as its members are known before the render.</summary>
/// <param name="IsLenient">Whether it may be missing: left of <c>??</c>, from a <c>?.</c> on, or where another object is in scope.</param>
public sealed record NameReference(ImmutableArray<ReferenceStep> Steps, bool IsLenient)
{
    public string Root => Steps[0].Name;

    public override string ToString() => string.Join('.', Steps.Select(static s => s.Name));
}

public readonly record struct ReferenceStep(string Name, SourceSpan At);

public readonly record struct TextReference(string Text, SourceSpan At);
