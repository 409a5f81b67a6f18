using Converge.Linux.Machine.Files;

namespace Converge.Linux.Machine.Apt.Lists;

/// <summary>Where a list of packages comes from, as its release file says; pins are about that.</summary>
internal sealed record ListOrigin(string Site, string Component)
{
    private const int Usual = 500;
    private const int OnRequest = 1;
    private const int OnRequestThenUpgraded = 100;

    private static readonly string[] ReleaseFiles = ["_InRelease", "_Release"];

    public string Archive { get; private init; } = "";

    public string Codename { get; private init; } = "";

    public string Version { get; private init; } = "";

    public string Publisher { get; private init; } = "";

    public string Label { get; private init; } = "";

    /// <summary>apt's priority of it, if no pin says another.</summary>
    public int Priority { get; init; } = Usual;

    /// <param name="list">The name of the list, <c>deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages</c>.</param>
    /// <param name="names">All that is in the folder of lists.</param>
    public static ListOrigin Of(string list, IReadOnlyList<string> names, LinuxFiles files)
    {
        var site = list[..list.IndexOf('_', StringComparison.Ordinal)];
        var release = names.Where(name => Array.Exists(ReleaseFiles, suffix => IsReleaseOf(name, suffix, list))).MaxBy(static name => name.Length);
        if (release is null || files.ReadThrough($"{AptLists.Folder}/{release}") is not { } content)
            return new(site, "");
        var stem = release[..release.LastIndexOf('_')];
        var rest = list[Math.Min(stem.Length + 1, list.Length)..];
        var component = rest.IndexOf("_binary-", StringComparison.Ordinal) is > 0 and var end ? rest[..end].Replace('_', '/') : "";
        return new ListOrigin(site, component).With(content.Span);
    }

    private static bool IsReleaseOf(string name, string suffix, string list) =>
        name.EndsWith(suffix, StringComparison.Ordinal) && list.StartsWith(name[..^(suffix.Length - 1)], StringComparison.Ordinal);

    private ListOrigin With(ReadOnlySpan<byte> release)
    {
        // A signed file begins with a paragraph of the signature.
        if (release.StartsWith("-----BEGIN"u8) && release.IndexOf("\n\n"u8) is > 0 and var start)
            release = release[(start + 2)..];
        foreach (var fields in Stanza.Of(release))
        {
            var isOnRequest = fields.Field("NotAutomatic:"u8).SequenceEqual("yes"u8);
            return this with
            {
                Archive = fields.TextOf("Suite:"u8),
                Codename = fields.TextOf("Codename:"u8),
                Version = fields.TextOf("Version:"u8),
                Publisher = fields.TextOf("Origin:"u8),
                Label = fields.TextOf("Label:"u8),
                Priority = !isOnRequest ? Usual : fields.Field("ButAutomaticUpgrades:"u8).SequenceEqual("yes"u8) ? OnRequestThenUpgraded : OnRequest,
            };
        }
        return this;
    }
}
