using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Yaml;

namespace Converge.Recipes;

/// <summary>A stage of the fleet, such as production: what it follows, which versions it takes, what differs there.</summary>
/// <param name="At">Where its name stands.</param>
public sealed record FleetEnvironment(string Name, SourceSpan At)
{
    public string? Summary { get; init; }

    /// <summary>Branch, tag or commit that its nodes apply.</summary>
    public YamlScalar? Follow { get; init; }

    /// <summary>Which versions of a recipe it takes.</summary>
    public ImmutableArray<Dependency> Recipes { get; init; } = [];

    public YamlMapping? Attributes { get; init; }

    /// <summary>Attributes of a role within this environment.</summary>
    public ImmutableArray<RoleWithin> Roles { get; init; } = [];

    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];
}

/// <param name="At">Where the role is named.</param>
public sealed record RoleWithin(string Role, SourceSpan At, YamlMapping? Attributes);
