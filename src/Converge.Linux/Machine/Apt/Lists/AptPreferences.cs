using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Converge.Linux.Machine.Files;

namespace Converge.Linux.Machine.Apt.Lists;

/// <summary>
/// apt's choice among versions: <c>preferences</c>, <c>preferences.d</c> and the default release. Records about sources
/// (<c>src:name</c>) or architectures (<c>b=</c>), and phased updates, are not taken into account.
/// </summary>
internal sealed partial class AptPreferences
{
    private const string Folder = "/etc/apt";
    private const int OfDefaultRelease = 990;

    private readonly List<AptPin> _pins = [];

    private AptPreferences()
    {
    }

    public static AptPreferences Read(LinuxFiles files)
    {
        var preferences = new AptPreferences();
        if (DefaultRelease(files) is { Length: > 0 } release)
            preferences._pins.Add(new(["*"], $"release {release}", OfDefaultRelease));
        preferences.Add(files, $"{Folder}/preferences");
        foreach (var name in Parts(files, $"{Folder}/preferences.d", ".pref"))
            preferences.Add(files, name);
        return preferences;
    }

    /// <summary>apt's priority of a version that is offered in one or more places.</summary>
    public int Priority(string package, IReadOnlyCollection<Offer> places) =>
        _pins.Find(pin => !pin.IsGeneral && pin.IsFor(package) && places.Any(pin.Takes))?.Priority
        ?? places.Max(place => _pins.Find(pin => pin.IsGeneral && pin.Takes(place))?.Priority ?? place.Origin.Priority);

    // apt reads what has the ending or no ending at all.
    private static IEnumerable<string> Parts(LinuxFiles files, string folder, string ending) =>
        (files.List(folder, follow: true) ?? [])
        .Where(name => !name.StartsWith('.') && (name.EndsWith(ending, StringComparison.Ordinal) || !name.Contains('.', StringComparison.Ordinal)))
        .Select(name => $"{folder}/{name}");

    private static string? DefaultRelease(LinuxFiles files)
    {
        string? release = null;
        foreach (var path in Parts(files, $"{Folder}/apt.conf.d", ".conf").Append($"{Folder}/apt.conf"))
        {
            foreach (Match match in DefaultReleaseLine().Matches(Encoding.UTF8.GetString((files.ReadThrough(path) ?? default).Span)))
                release = match.Groups["release"].Value;
        }
        return release;
    }

    private void Add(LinuxFiles files, string path)
    {
        // A comment divides nothing, and may stand between fields.
        var lines = Encoding.UTF8.GetString((files.ReadThrough(path) ?? default).Span).Split('\n').Where(static line => !line.StartsWith('#'));
        foreach (var stanza in Stanza.Of(Encoding.UTF8.GetBytes(string.Join('\n', lines))))
        {
            var packages = stanza.TextOf("Package:"u8).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (int.TryParse(stanza.TextOf("Pin-Priority:"u8), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority))
                _pins.Add(new(packages, stanza.TextOf("Pin:"u8), priority));
        }
    }

    [GeneratedRegex("""^\s*APT::Default-Release\s+"(?<release>[^"]*)"\s*;""", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex DefaultReleaseLine();
}
