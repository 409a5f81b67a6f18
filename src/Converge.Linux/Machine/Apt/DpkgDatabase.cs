using System.Runtime.InteropServices;
using System.Text;
using Converge.Linux.Machine.Files;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Apt;

/// <summary>
/// What dpkg knows to be installed, at one moment: its status file, and over it the journal of a run that has not ended.
/// A package of another architecture than the machine's own is called <c>name:architecture</c>.
/// </summary>
internal sealed class DpkgDatabase
{
    private const string Folder = "/var/lib/dpkg";

    private static readonly string[] States =
        ["installed", "config-files", "half-installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending"];

    private readonly Dictionary<string, PackageStatus> _packages = new(StringComparer.Ordinal);

    // Packages that are there only for another architecture are meant by their name alone, too.
    private readonly Dictionary<string, string> _foreign = new(StringComparer.Ordinal);

    private DpkgDatabase(string architecture) => Architecture = architecture;

    /// <summary>The machine's own: <c>amd64</c>.</summary>
    public string Architecture { get; }

    public string? Interrupted { get; private set; }

    public IEnumerable<string> Names => _packages.Keys;

    /// <exception cref="UnreadableException">A file of it may not be read.</exception>
    public static DpkgDatabase Read(LinuxFiles files)
    {
        var status = (files.ReadThrough($"{Folder}/status") ?? default).Span;
        var database = new DpkgDatabase(OwnArchitecture(status));
        database.Add(status);
        // A run of dpkg writes what it does as numbered files, and takes them into the status file when it ends.
        var journal = files.List($"{Folder}/updates", follow: true)?.FindAll(static name => name.All(char.IsAsciiDigit)) ?? [];
        foreach (var name in journal)
            database.Add((files.ReadThrough($"{Folder}/updates/{name}") ?? default).Span);
        // While a run goes on, the journal is nothing unusual.
        if (journal.Count > 0 && PackageLock.Installing.FindHolder(files) is null)
            database.Interrupted = $"dpkg was interrupted ('{Folder}/updates/{journal[0]}' is there): 'dpkg --configure -a' repairs it";
        return database;
    }

    public PackageStatus? Find(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || name.EndsWith(":any", StringComparison.Ordinal))
        {
            name = colon < 0 ? name : name[..colon];
            return _packages.GetValueOrDefault(name) ?? (_foreign.TryGetValue(name, out var other) ? _packages.GetValueOrDefault(other) : null);
        }
        return _packages.GetValueOrDefault(name.AsSpan(colon + 1).SequenceEqual(Architecture) ? name[..colon] : name);
    }

    /// <summary>That of dpkg itself, which need not be that of this program.</summary>
    private static string OwnArchitecture(ReadOnlySpan<byte> status)
    {
        var start = status.IndexOf("\nPackage: dpkg\n"u8);
        if (start >= 0)
        {
            foreach (var stanza in Stanza.Of(status[start..]))
                return stanza.TextOf("Architecture:"u8);
        }
        return RuntimeInformation.ProcessArchitecture switch
        {
            System.Runtime.InteropServices.Architecture.X64 => "amd64",
            System.Runtime.InteropServices.Architecture.Arm => "armhf",
            System.Runtime.InteropServices.Architecture.X86 => "i386",
            var other => other.ToString().ToLowerInvariant(),
        };
    }

    private void Add(ReadOnlySpan<byte> file)
    {
        foreach (var stanza in Stanza.Of(file))
            Add(stanza);
    }

    private void Add(Stanza stanza)
    {
        ReadOnlySpan<byte> package = [], version = [], status = [], architecture = [];
        foreach (var line in new ByteLines(stanza.Text))
        {
            if (line.StartsWith("Package: "u8))
                package = line["Package: ".Length..];
            else if (line.StartsWith("Version: "u8))
                version = line["Version: ".Length..];
            else if (line.StartsWith("Status: "u8))
                status = line["Status: ".Length..];
            else if (line.StartsWith("Architecture: "u8))
                architecture = line["Architecture: ".Length..];
        }
        if (package.IsEmpty)
            return;
        var bare = Encoding.UTF8.GetString(package);
        var isOwn = architecture.IsEmpty || architecture.SequenceEqual("all"u8) || Ascii.Equals(architecture, Architecture);
        var name = isOwn ? bare : $"{bare}:{Encoding.UTF8.GetString(architecture)}";
        if (status.EndsWith(" not-installed"u8) || status.IsEmpty)
        {
            _packages.Remove(name);
            return;
        }
        _packages[name] = new(name, Encoding.UTF8.GetString(version), State(status), status.StartsWith("hold "u8));
        if (!isOwn)
            _foreign.TryAdd(bare, name);
        if (status.IndexOf(" reinstreq "u8) >= 0)
            Interrupted ??= $"dpkg was interrupted ('{name}' is half installed): 'dpkg --configure -a' and 'apt-get install --reinstall {name}' repair it";
    }

    // Of hundreds of packages nearly all have one of few states.
    private static string State(ReadOnlySpan<byte> status)
    {
        var word = status[(status.LastIndexOf((byte)' ') + 1)..];
        foreach (var state in States)
        {
            if (Ascii.Equals(word, state))
                return state;
        }
        return Encoding.UTF8.GetString(word);
    }
}
