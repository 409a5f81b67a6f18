using System.Diagnostics.CodeAnalysis;
using Converge.Language.Text;
using Converge.Language.Yaml;
using NuGet.Versioning;

namespace Converge.Recipes.Versions;

/// <summary>Which versions of a recipe somebody can live with. See docs/decisions/010-versions-and-locks.md.</summary>
public sealed class VersionConstraint
{
    internal VersionConstraint(string text, VersionBound? lowest, VersionBound? highest)
    {
        Text = text;
        Lowest = lowest;
        Highest = highest;
    }

    public static VersionConstraint Any { get; } = new("*", lowest: null, highest: null);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    public VersionBound? Lowest { get; }

    public VersionBound? Highest { get; }

    /// <summary>Whether it asks for versions before a release.</summary>
    private bool NamesPrerelease => Lowest is { Version.IsPrerelease: true } || Highest is { Version.IsPrerelease: true };

    public static bool TryParse(string text, [NotNullWhen(true)] out VersionConstraint? constraint, [NotNullWhen(false)] out ConstraintMistake? mistake)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new ConstraintParser(text);
        constraint = parser.Parse();
        mistake = parser.Mistake;
        return constraint is not null;
    }

    /// <summary>From a recipe or an environment; null after an error, which stands at the character that is wrong.</summary>
    public static VersionConstraint? Read(YamlNode node, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(diagnostics);
        // A plain 1.10 is a number for YAML; what counts is how it was written.
        if (node is not YamlScalar { IsNull: false } scalar || scalar.Description == "true or false")
        {
            diagnostics.Error(node.Span, $"expected a version constraint, not {node.Description}", "such as '[1.2,2.0)', '1.*' or '>=1.2'; '*' is any version");
            return null;
        }
        if (TryParse(scalar.Text, out var constraint, out var mistake))
            return constraint;
        diagnostics.Error(scalar.ToSource().Span(mistake.Start, mistake.Length), mistake.Message, mistake.Hint);
        return null;
    }

    public bool Allows(NuGetVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        if (version.IsPrerelease && !NamesPrerelease)
            return false;
        if (Lowest is var (lowest, withLowest) && version.CompareTo(lowest) is var above && (above < 0 || (above == 0 && !withLowest)))
            return false;
        if (Highest is not var (highest, withHighest))
            return true;
        // Who wants to stay below 2.0 does not want the previews of it, though they come before it.
        if (!withHighest && version.IsPrerelease && !highest.IsPrerelease && SameRelease(version, highest))
            return false;
        return version.CompareTo(highest) is var below && (below < 0 || (below == 0 && withHighest));
    }

    /// <summary>The one way to write it.</summary>
    public override string ToString()
    {
        if (Lowest is null && Highest is null)
            return "*";
        if (Lowest is { } only && only == Highest)
            return $"[{only.Version}]";
        var left = Lowest is { } lowest ? $"{(lowest.IsIncluded ? '[' : '(')}{lowest.Version}" : "(";
        var right = Highest is { } highest ? $"{highest.Version}{(highest.IsIncluded ? ']' : ')')}" : ")";
        return $"{left},{right}";
    }

    private static bool SameRelease(NuGetVersion a, NuGetVersion b) => a.Major == b.Major && a.Minor == b.Minor && a.Patch == b.Patch;
}

/// <summary>An end of a range.</summary>
public readonly record struct VersionBound(NuGetVersion Version, bool IsIncluded);

/// <summary>What is wrong with the text of a constraint, and at which of its characters.</summary>
public sealed record ConstraintMistake(int Start, int Length, string Message, string? Hint = null);
