using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;

namespace Converge.Recipes;

/// <summary>An entry of <c>nodes/</c>: which node, or which nodes, have which roles in which environment.</summary>
/// <param name="Pattern">A name, or a pattern with <c>*</c> and <c>?</c>.</param>
public sealed record NodeEntry(string Pattern, SourceSpan At)
{
    public YamlScalar? Environment { get; init; }

    public ImmutableArray<YamlScalar> Roles { get; init; } = [];

    public string? Ip { get; init; }

    public string? Fqdn { get; init; }

    public YamlMapping? Attributes { get; init; }

    /// <summary>What is known of its machine, for those who compile it elsewhere.</summary>
    public ScriptObject? Facts { get; init; }

    /// <summary>Whether it names one node, and not all that a pattern matches.</summary>
    public bool IsOneNode => !Pattern.AsSpan().ContainsAny('*', '?');

    public bool Matches(string name) => IsOneNode ? Pattern == name : System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(Pattern, name, ignoreCase: false);
}
