namespace Converge.Linux.Machine.Apt;

/// <summary>
/// The versions that a package may have, as its property writes them: one version, <c>1.2.*</c>, or comparisons that all
/// hold: <c>>=1.2, &lt;2.0</c>. A star stands for any rest of the text, as it does for apt.
/// </summary>
public sealed class VersionRange
{
    private const string AnyRest = ".*";

    private readonly string _text;
    private readonly List<(string Sign, string Version)> _comparisons = [];

    private VersionRange(string text)
    {
        _text = text;
        foreach (var part in text.Split(','))
        {
            var comparison = part.Trim();
            var length = comparison.AsSpan().IndexOfAnyExcept("<>=");
            _comparisons.Add((comparison[..length], comparison[length..].Trim()));
        }
    }

    /// <summary>The one version that is meant; null if there are several.</summary>
    public string? Exact => _comparisons is [("" or "=", var version)] && !version.EndsWith(AnyRest, StringComparison.Ordinal) ? version : null;

    /// <param name="text">In the canonical form of the property; not <c>latest</c>.</param>
    public static VersionRange Of(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return new(text);
    }

    public bool Contains(string version) => _comparisons.TrueForAll(comparison => Holds(comparison.Sign, comparison.Version, version));

    /// <summary>The newest of some versions that is in it; null if none is.</summary>
    public string? Newest(IEnumerable<string> versions) =>
        versions.Where(Contains).Aggregate((string?)null, static (best, next) => best is null || DebianVersion.Compare(best, next) < 0 ? next : best);

    public override string ToString() => _text;

    private static bool Holds(string sign, string wanted, string version)
    {
        var isBelow = false;
        if (wanted.EndsWith(AnyRest, StringComparison.Ordinal))
        {
            // Of '1.2.*' the versions below are neither older nor newer than it: they are it.
            isBelow = version.StartsWith(wanted[..^1], StringComparison.Ordinal);
            wanted = wanted[..^AnyRest.Length];
            if (sign is "" or "=")
                return isBelow;
        }
        var order = isBelow ? 0 : DebianVersion.Compare(version, wanted);
        return sign switch
        {
            ">" => order > 0,
            ">=" => order >= 0,
            "<" => order < 0,
            "<=" => order <= 0,
            _ => order == 0,
        };
    }
}
