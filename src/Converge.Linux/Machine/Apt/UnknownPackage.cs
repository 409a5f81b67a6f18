using Converge.Language.Text;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Apt;

/// <summary>What to say of a version that apt's lists do not have.</summary>
internal static class UnknownPackage
{
    /// <summary>What there is none of: <c>15.* of the package 'postgresql' (apt knows 16, 14)</c>.</summary>
    /// <param name="wanted">The version as the property says it; null for any.</param>
    public static string Describe(string name, string? wanted, string? release, IPackages packages)
    {
        var from = release is null ? "" : $" in the release '{release}'";
        var known = packages.Available(name, release);
        if (known.Count > 0)
            return $"{wanted} of the package '{name}'{from} (apt knows {string.Join(", ", known)})";
        if (release is not null && packages.Available(name) is { Count: > 0 } elsewhere)
            return $"of the package '{name}'{from} (apt knows {string.Join(", ", elsewhere)})";
        var near = Suggestions.For(name, packages.Names.Where(other => Math.Abs(other.Length - name.Length) <= 1));
        return $"of the package '{name}', which apt does not know{(near.Count > 0 ? $" (did you mean '{near[0]}'?)" : "")}";
    }
}
