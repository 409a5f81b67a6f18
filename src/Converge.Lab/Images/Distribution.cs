namespace Converge.Lab.Images;

/// <summary>The system that nodes have.</summary>
/// <param name="Name">As <c>/etc/os-release</c> has it.</param>
/// <param name="Sources">Lines of <c>sources.list</c>.</param>
public sealed record Distribution(string Name, string Suite, IReadOnlyList<string> Sources)
{
    /// <summary>That of this machine, so that nodes are what it would be.</summary>
    /// <exception cref="LabException">It is none that a lab can be made of.</exception>
    public static Distribution OfThisMachine() => Of(ReadRelease(File.ReadLines("/etc/os-release")));

    internal static Distribution Of(IReadOnlyDictionary<string, string> release)
    {
        var name = release.GetValueOrDefault("ID", "");
        var suite = release.GetValueOrDefault("VERSION_CODENAME", "");
        return name switch
        {
            "debian" when suite.Length > 0 => new(name, suite,
            [
                $"deb http://deb.debian.org/debian {suite} main",
                $"deb http://deb.debian.org/debian {suite}-updates main",
                $"deb http://deb.debian.org/debian-security {suite}-security main",
            ]),
            "ubuntu" when suite.Length > 0 => new(name, suite,
            [
                $"deb http://archive.ubuntu.com/ubuntu {suite} main universe",
                $"deb http://archive.ubuntu.com/ubuntu {suite}-updates main universe",
                $"deb http://security.ubuntu.com/ubuntu {suite}-security main universe",
            ]),
            _ => throw new LabException($"a lab can be had on Debian and Ubuntu, and this is '{release.GetValueOrDefault("PRETTY_NAME", name)}'"),
        };
    }

    internal static Dictionary<string, string> ReadRelease(IEnumerable<string> lines) => lines
        .Select(static line => line.Split('=', 2))
        .Where(static pair => pair.Length == 2)
        .DistinctBy(static pair => pair[0], StringComparer.Ordinal)
        .ToDictionary(static pair => pair[0], static pair => pair[1].Trim('"'), StringComparer.Ordinal);
}
