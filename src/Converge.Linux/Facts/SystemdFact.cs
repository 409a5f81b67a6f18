using System.Globalization;
using Converge.Facts;
using Converge.Language.Values;

namespace Converge.Linux.Facts;

/// <summary><c>systemd</c>: its <c>version</c>, as a number; only where it runs.</summary>
public sealed class SystemdFact(string root = "/") : IFact
{
    private const string Library = "libsystemd-shared-";

    public string Name => "systemd";

    public Value Read()
    {
        if (!Directory.Exists(Path.Combine(root, "run/systemd/system")))
            return Value.Null;
        var systemd = new ScriptObject();
        if (Folders().SelectMany(static folder => Directory.EnumerateFiles(folder, $"{Library}*")).Select(Version).Max() is { } version)
            systemd.Set("version", Value.From(version));
        return Value.From(systemd);
    }

    /// <summary>The library that all its programs share has its version in its name.</summary>
    private IEnumerable<string> Folders()
    {
        var libraries = Path.Combine(root, "usr/lib");
        IEnumerable<string> candidates = Directory.Exists(libraries) ? Directory.EnumerateDirectories(libraries, "*-linux-*").Prepend(libraries) : [];
        return candidates.Select(static folder => Path.Combine(folder, "systemd")).Where(Directory.Exists);
    }

    private static int? Version(string path)
    {
        var text = Path.GetFileName(path.AsSpan())[Library.Length..];
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? text : text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
    }
}
