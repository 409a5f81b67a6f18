using System.Collections.Immutable;
using System.Globalization;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Linux.Resources.Texts;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Mounts;

/// <summary><c>mount</c>: a line of <c>fstab</c>, and whether what it says is so now.</summary>
public sealed class MountResource : IResourceType, IWatchable
{
    private const string Fstab = "/etc/fstab";
    private const string Mounted = "mounted";
    private const string InForce = "options in force";

    public string Name => "mount";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var (path, machine) = (desired.Id.Title, context.Machine);
        var mounted = MountTable.Find(path, machine.Files);
        var fstab = EditFinding.Read(Fstab, machine, lines => Edit(lines, desired));
        var found = new MountFinding(fstab, mounted) { Exists = true, Obstacle = fstab.Obstacle, HasUnits = machine.Units.WhyAbsent is null };
        if (Comparison.WantsAbsence(desired))
            return new(found);
        var place = machine.Files.Stat(path);
        if (place is { Kind: not FileKind.Directory } && desired.Flag(Mounted) != false && mounted is null)
            return new(found with { Obstacle = $"'{path}' is no directory" });
        var device = ResolveDevice(desired.Text("device")!, machine.Files);
        // To take away what is in use is nothing that should happen by the way.
        if (mounted is { Source: not "/dev/root", FileSystem: not "btrfs" } && desired.Flag(Mounted) != false && device is not null && ResolveDevice(mounted.Source, machine.Files) != device)
            return new(found with { Obstacle = $"'{mounted.Source}' is mounted at '{path}', not '{desired.Text("device")}': unmount it first" });
        return new(found with { LacksPlace = place is null });
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var mount = (MountFinding)found;
        var wanted = !Comparison.WantsAbsence(desired) && desired.Flag(Mounted) != false;
        var changes = mount.Fstab.Changes;
        if (wanted != mount.Mounted is not null)
            return changes.Add(new(Mounted, Value.From(!wanted), Value.From(wanted)));
        if (wanted && FlagOptions.Missing(Options(desired), mount.Mounted!.Options) is { IsEmpty: false } missing)
            return changes.Add(new(InForce, Wishes.List(mount.Mounted.Options), Wishes.List(missing)));
        return changes;
    }

    public IEnumerable<Watch> Watches(CatalogResource desired) => [new FileWatch(Fstab), new KernelWatch("/proc/self/mountinfo")];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var (path, mount) = (desired.Id.Title, (MountFinding)found);
        var mounts = changes.FirstOrDefault(static change => change.Property == Mounted)?.After ?? default;
        if (mounts == Value.False)
            yield return new RunCommand(new(["umount", path]));
        foreach (var step in mount.Fstab.Steps())
            yield return step;
        // systemd makes units of the file, and would act on those that it knew before.
        if (mount.HasUnits && !mount.Fstab.Changes.IsEmpty)
            yield return new ReloadUnitFiles();
        if (mounts == Value.True)
        {
            if (mount.LacksPlace)
                yield return new MakeDirectory(path, new("root", "root", FileTraits.DirectoryMode));
            yield return new RunCommand(new(["mount", path]));
        }
        else if (mounts.IsNull && mount.Mounted is not null && NeedsRemount(mount, changes))
            yield return new RunCommand(new(["mount", "--options", "remount", path]));
    }

    private static bool NeedsRemount(MountFinding mount, ImmutableArray<Change> changes) =>
        changes.Any(static change => change.Property == InForce) || (mount.Fstab.Changes is [{ Before.IsNull: false, After.IsNull: false } line] && OptionsOf(line.Before) != OptionsOf(line.After));

    private static string OptionsOf(Value line) => FstabEntry.Parse(line.AsString()) is { } entry ? string.Join(',', entry.Options) : "";

    private static ImmutableArray<Change> Edit(TextLines lines, CatalogResource desired)
    {
        var present = FstabEntry.Find(lines, IsIt);
        var before = present is [] ? Value.Null : Value.From(string.Join('\n', present));
        if (Comparison.WantsAbsence(desired))
        {
            FstabEntry.Remove(lines, IsIt);
            return present is [] ? [] : [new(Fstab, before, Value.Null)];
        }
        var wanted = new FstabEntry(desired.Text("device")!, desired.Id.Title, desired.Text("fstype")!, Options(desired), Number(desired, "dump"), Number(desired, "pass"));
        if (present is [var only] && only == wanted)
            return [];
        wanted.Put(lines, IsIt);
        return [new(Fstab, before, Value.From(wanted.ToString()))];

        bool IsIt(FstabEntry entry) => entry.Path == desired.Id.Title;
    }

    private static ImmutableArray<string> Options(CatalogResource desired) => desired.Texts("options") is { IsEmpty: false } options ? options : ["defaults"];

    private static int Number(CatalogResource desired, string property) => desired.Number(property) is { } digits ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;

    /// <summary>A device of the machine by the name that the kernel gives it; null for what is none, or is not there.</summary>
    private static string? ResolveDevice(string device, IFiles files)
    {
        string[] tags = ["UUID", "LABEL", "PARTUUID", "PARTLABEL", "ID"];
        var path = tags.FirstOrDefault(tag => device.StartsWith($"{tag}=", StringComparison.Ordinal)) is { } named
            ? $"/dev/disk/by-{named.ToLowerInvariant()}/{device[(named.Length + 1)..]}"
            : device;
        if (!path.StartsWith("/dev/", StringComparison.Ordinal))
            return null;
        return files.ReadLink(path) is { } target ? Path.GetFullPath(target, Path.GetDirectoryName(path)!) : files.Stat(path) is null ? null : path;
    }

    /// <param name="Mounted">Null if nothing is.</param>
    private sealed record MountFinding(EditFinding Fstab, MountedFileSystem? Mounted) : Finding
    {
        public bool LacksPlace { get; init; }

        public bool HasUnits { get; init; }
    }
}
