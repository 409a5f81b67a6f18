using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Sources;

/// <summary>
/// <c>venv</c>: what pip noted down is read, and pip does not run. Whether a range of versions is met only pip knows; that it
/// was is remembered, until the requirements change.
/// </summary>
public sealed partial class VenvResource : IResourceType, IWatchable
{
    private const string Stamp = ".converge";
    private const string Python = "python";
    private const string SystemPackages = "system_packages";
    private const int MostLinks = 5;

    private static readonly string[] Folders = ["/usr/local/bin", "/usr/bin", "/bin"];

    // As pip leaves them, and as Debian does.
    private static readonly string[] Endings = [".dist-info", ".egg-info"];

    public string Name => "venv";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel) => new(Read(desired, context.Machine));

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var venv = (VenvFinding)found;
        var changes = ImmutableArray.CreateBuilder<Change>();
        var interpreter = desired.Text(Python) ?? "python3";
        if (!venv.Exists)
            changes.Add(new(Comparison.Presence, Value.True, Value.False));
        else if (venv.Version is null || !Fits(interpreter, venv.Version))
            changes.Add(new(Python, Value.From(venv.Version ?? "gone"), Value.From(interpreter)));
        if (desired.Flag(SystemPackages) is { } sees && sees != venv.SeesSystem && (venv.Exists || sees))
            changes.Add(new(SystemPackages, venv.Exists ? Value.From(venv.SeesSystem) : Value.Null, Value.From(sees)));
        foreach (var line in venv.Requirements)
        {
            if (Requirement().Match(line) is { Success: true } match && !IsInstalled(match, venv.Packages, out var version))
                changes.Add(new($"package {match.Groups["name"].Value}", Value.From(version), Value.From(line)));
        }
        var wanted = StampOf(venv.Requirements);
        if (changes.Count == 0 && venv.Stamp != wanted && venv.Requirements.Length > 0)
            changes.Add(new("requirements", Value.From(venv.Stamp), Value.From(wanted)));
        return changes.ToImmutable();
    }

    public IEnumerable<Watch> Watches(CatalogResource desired) => [new FileWatch(desired.Id.Title)];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var (path, venv, user) = (desired.Id.Title, (VenvFinding)found, desired.Text("user"));
        if (!venv.Exists)
            yield return new MakeDirectory(path, new(user, null, FileTraits.DirectoryMode));
        if (changes.Any(static change => change.Property is Comparison.Presence or Python or SystemPackages))
            yield return new RunCommand(new([desired.Text(Python) ?? "python3", "-m", "venv", .. Options(desired, venv, changes), path]) { User = user, Folder = "/" });
        if (venv.Requirements.Length > 0)
        {
            ImmutableArray<string> what = desired.Text("requirements") is { } file ? ["-r", file] : ["--", .. venv.Requirements];
            yield return new RunCommand(new([$"{path}/bin/python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet", .. what]) { User = user, Folder = "/", Timeout = TimeSpan.FromMinutes(30) });
        }
        yield return new WriteFile($"{path}/{Stamp}", FileContent.Of(Value.From(StampOf(venv.Requirements))), new(user, null, FileTraits.FileMode), [], Backup: false);
    }

    /// <summary>What was installed stays, unless it was for another interpreter.</summary>
    private static IEnumerable<string> Options(CatalogResource desired, VenvFinding venv, ImmutableArray<Change> changes)
    {
        if (venv.Exists && changes.Any(static change => change.Property == Python))
            yield return "--clear";
        if (desired.Flag(SystemPackages) ?? venv.SeesSystem)
            yield return "--system-site-packages";
    }

    private static VenvFinding Read(CatalogResource desired, IMachine machine)
    {
        var (path, files) = (desired.Id.Title, machine.Files);
        var requirements = (desired.Texts("packages") ?? []).Select(static line => line.Trim()).ToImmutableArray();
        if (desired.Text("requirements") is { } file)
        {
            var read = RequirementFiles.Read(file, desired.Text("user"), machine);
            if (read.Lacks is not null)
                return new([]) { Lacks = read.Lacks };
            requirements = read.Lines;
        }
        var found = new VenvFinding(requirements);
        if (files.Stat(path) is { Kind: not FileKind.Directory })
            return found with { Exists = true, Obstacle = $"'{path}' is no directory" };
        if (files.Read($"{path}/pyvenv.cfg") is not { } settings)
            return found with { Lacks = Lacking(desired, machine) };
        var text = Encoding.UTF8.GetString(settings.Span);
        var version = Setting(text, "version");
        var number = string.Join('.', (version ?? "").Split('.').Take(2));
        var isWhole = version is not null && IsThere($"{path}/bin/python", files);
        var seesSystem = Setting(text, "include-system-site-packages") == "true";
        return found with
        {
            Exists = true,
            Version = isWhole ? version : null,
            SeesSystem = seesSystem,
            Packages = Packages([$"{path}/lib/python{number}/site-packages", .. seesSystem ? SystemFolders(Setting(text, "home") ?? "/usr/bin", number) : []], files),
            Stamp = files.Read($"{path}/{Stamp}") is { } stamp ? Encoding.UTF8.GetString(stamp.Span) : null,
            Lacks = Lacking(desired, machine),
        };
    }

    /// <summary>Whether links lead to something: an interpreter may go away with an update of the system.</summary>
    private static bool IsThere(string path, IFiles files)
    {
        for (var links = 0; links < MostLinks; links++)
        {
            if (files.ReadLink(path) is not { } target)
                return files.Stat(path) is not null;
            path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, target));
        }
        return false;
    }

    private static ResourceId? Lacking(CatalogResource desired, IMachine machine)
    {
        var (python, user) = (desired.Text(Python) ?? "python3", desired.Text("user"));
        if (python.StartsWith('/') ? machine.Files.Stat(python) is null : Folders.All(folder => machine.Files.Stat($"{folder}/{python}") is null))
            return new("program", python);
        if (user is not null && machine.Accounts.FindUser(user) is null)
            return new("user", user);
        return FileTraits.MissingParent(desired.Id.Title, machine.Files);
    }

    /// <summary>Whether an interpreter that is named with its version is the one that is there.</summary>
    private static bool Fits(string interpreter, string version)
    {
        var number = Path.GetFileName(interpreter).TrimStart("python".ToCharArray());
        return number.Length == 0 || !char.IsAsciiDigit(number[0]) || $"{version}.".StartsWith($"{number}.", StringComparison.Ordinal);
    }

    private static bool IsInstalled(Match requirement, ImmutableSortedDictionary<string, string> packages, out string? version) =>
        packages.TryGetValue(Normalized(requirement.Groups["name"].Value), out version) && (!requirement.Groups["exact"].Success || requirement.Groups["exact"].Value == version);

    /// <summary>Where the packages of an interpreter are: Debian has places of its own.</summary>
    private static ImmutableArray<string> SystemFolders(string home, string number) => home is "/usr/bin" or "/bin"
        ? [$"/usr/local/lib/python{number}/dist-packages", "/usr/lib/python3/dist-packages"]
        : [$"{Path.GetDirectoryName(home)}/lib/python{number}/site-packages"];

    /// <param name="folders">The first one that has a package counts, as with Python itself.</param>
    private static ImmutableSortedDictionary<string, string> Packages(ImmutableArray<string> folders, IFiles files)
    {
        var packages = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var entry in folders.SelectMany(folder => files.List(folder) ?? []))
        {
            if (Array.Find(Endings, ending => entry.EndsWith(ending, StringComparison.Ordinal)) is { } ending && entry[..^ending.Length].Split('-') is [var name, var version, ..])
                packages.TryAdd(Normalized(name), version);
        }
        return packages.ToImmutable();
    }

    // As the index of packages does: these are the same to it.
    private static string Normalized(string name) => Separators().Replace(name, "-").ToLowerInvariant();

    private static string StampOf(ImmutableArray<string> requirements) => string.Concat(requirements.Select(static line => $"{line}\n"));

    private static string? Setting(string text, string name) =>
        text.Split('\n').Select(static line => line.Split('=', 2, StringSplitOptions.TrimEntries)).FirstOrDefault(parts => parts.Length == 2 && parts[0] == name)?[1];

    // A name at the start; and a version if it is to be exactly that one, whatever else follows.
    [GeneratedRegex(@"^(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*($|===?\s*(?<exact>[^\s,;*]+)\s*($|--)|[<>=!~])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Requirement();

    [GeneratedRegex("[-_.]+", RegexOptions.None, 1000)]
    private static partial Regex Separators();

    /// <param name="Requirements">A line for each.</param>
    private sealed record VenvFinding(ImmutableArray<string> Requirements) : Finding
    {
        /// <summary>Of the interpreter; null if that is not there any more.</summary>
        public string? Version { get; init; }

        public bool SeesSystem { get; init; }

        public ImmutableSortedDictionary<string, string> Packages { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

        /// <summary>The requirements that were met last.</summary>
        public string? Stamp { get; init; }
    }
}
