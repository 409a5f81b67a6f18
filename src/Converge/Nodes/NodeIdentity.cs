using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Recipes;

namespace Converge.Nodes;

/// <summary>Who a node is, by git and by its certificate, never by what it says of itself.</summary>
/// <param name="At">Where that was written; null for one made up on a command line.</param>
public sealed record NodeIdentity(string Name, SourceSpan? At = null)
{
    public required RoleName Environment { get; init; }

    public ImmutableArray<RoleName> Roles { get; init; } = [];

    /// <summary>Recipes that it runs without having a role: for trying one.</summary>
    public ImmutableArray<RecipeReference> Recipes { get; init; } = [];

    public string? Ip { get; init; }

    public string? Fqdn { get; init; }

    public YamlMapping? Attributes { get; init; }

    /// <summary>What git knows of its machine.</summary>
    public ScriptObject? Facts { get; init; }

    /// <summary>The identity that an entry gives to a node of that name.</summary>
    public static NodeIdentity Of(NodeEntry entry, string name)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new(name, entry.At)
        {
            Environment = entry.Environment is { } environment ? new(environment.Text, environment.Span) : new("", entry.At),
            Roles = [.. entry.Roles.Select(static role => new RoleName(role.Text, role.Span))],
            Ip = entry.Ip,
            Fqdn = entry.Fqdn,
            Attributes = entry.Attributes,
            Facts = entry.Facts,
        };
    }
}

/// <summary>The name of a role or an environment, and where it was given.</summary>
public sealed record RoleName(string Name, SourceSpan? At = null)
{
    /// <summary>Nobody asked for it by name, so it need not exist.</summary>
    public bool IsAssumed { get; init; }

    public override string ToString() => Name;
}
