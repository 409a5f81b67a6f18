using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Linux.Resources.Texts;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Mounts;

/// <summary><c>swap</c>: a file to swap to.</summary>
public sealed class SwapResource : IResourceType, IWatchable
{
    private const string Fstab = "/etc/fstab";
    private const string Size = "size";
    private const string Mode = "mode";
    private const string Used = "in use";

    /// <summary>Whoever can read it reads the memory of others.</summary>
    private const int OwnersAlone = FileTraits.SecretMode;

    public string Name => "swap";

    public ImmutableArray<string> Compared { get; } = [Size];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var (path, machine) = (desired.Id.Title, context.Machine);
        var wasKnown = false;
        var fstab = EditFinding.Read(Fstab, machine, lines =>
        {
            wasKnown = FstabEntry.Find(lines, entry => IsIt(entry, path)).Count > 0;
            return Edit(lines, desired);
        });
        var status = machine.Files.Stat(path);
        var found = new SwapFinding(fstab, IsUsed(path, machine.Files)) { Exists = status is not null, Obstacle = fstab.Obstacle };
        if (status is not { } file)
            return new(found);
        found = found with { Properties = Finding.Of((Size, Value.From(ByteSize.Print(file.Size))), (Mode, FileTraits.Digits(file.Mode))).Properties };
        if (file.Kind != FileKind.File)
            return new(found with { Obstacle = $"'{path}' is no file" });
        // What nothing calls a file to swap to may be anything.
        return new(found.IsUsed || wasKnown || Comparison.WantsAbsence(desired) ? found : found with { Obstacle = $"'{path}' is there already, and is not known as a file to swap to" });
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var (swap, wanted) = ((SwapFinding)found, !Comparison.WantsAbsence(desired));
        ImmutableArray<Change> changes = [.. Comparison.Of(desired, found, Compared), .. swap.Fstab.Changes];
        if (wanted && found.Properties.TryGetValue(Mode, out var mode) && mode != FileTraits.Digits(OwnersAlone))
            changes = changes.Add(new(Mode, mode, FileTraits.Digits(OwnersAlone)));
        return swap.IsUsed == wanted ? changes : changes.Add(new(Used, Value.From(!wanted), Value.From(wanted)));
    }

    public IEnumerable<Watch> Watches(CatalogResource desired) => [new FileWatch(desired.Id.Title), new FileWatch(Fstab), new KernelWatch("/proc/swaps")];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var (path, swap) = (desired.Id.Title, (SwapFinding)found);
        var isNew = changes.Any(static change => change.Property == Size) || !found.Exists;
        if (swap.IsUsed && (Comparison.WantsAbsence(desired) || isNew))
            yield return Run("swapoff", path);
        // First what calls it a file to swap to: if the rest fails, the next run knows that it may be made anew.
        foreach (var step in swap.Fstab.Steps())
            yield return step;
        if (Comparison.WantsAbsence(desired))
        {
            if (found.Exists)
                yield return new Remove(path, Recursive: false, Backup: false);
            yield break;
        }
        if (isNew)
        {
            // Empty, so that nobody else can open it before it is large.
            yield return new WriteFile(path, FileContent.Of(ReadOnlyMemory<byte>.Empty), new("root", "root", OwnersAlone), [], Backup: false);
            _ = ByteSize.TryParse(desired[Size].AsString(), out var bytes);
            yield return new RunCommand(new(["fallocate", "--length", bytes.ToString(CultureInfo.InvariantCulture), path]));
        }
        else if (changes.Any(static change => change.Property == Mode))
            yield return new SetOwnership(path, new("root", "root", OwnersAlone));
        if (isNew || !swap.IsUsed)
        {
            yield return Run("mkswap", path);
            yield return Run("swapon", path);
        }
    }

    private static ImmutableArray<Change> Edit(TextLines lines, CatalogResource desired)
    {
        var path = desired.Id.Title;
        var present = FstabEntry.Find(lines, entry => IsIt(entry, path));
        if (Comparison.WantsAbsence(desired))
        {
            FstabEntry.Remove(lines, entry => IsIt(entry, path));
            return present is [] ? [] : [new(Fstab, Value.From(present[0].ToString()), Value.Null)];
        }
        // How it is swapped to, such as a priority, is left alone.
        if (present is [_, ..])
            return [];
        var wanted = new FstabEntry(path, "none", "swap", ["sw"], 0, 0);
        wanted.Put(lines, entry => IsIt(entry, path));
        return [new(Fstab, Value.Null, Value.From(wanted.ToString()))];
    }

    private static bool IsIt(FstabEntry entry, string path) => entry.Device == path && entry.FileSystem == "swap";

    private static bool IsUsed(string path, IFiles files) => files.Read("/proc/swaps") is { } content
        && Encoding.UTF8.GetString(content.Span).Split('\n').Any(line => FstabText.Unescape(line.Split([' ', '\t'], 2)[0]) == path);

    private static RunCommand Run(params ReadOnlySpan<string> words) => new(new([.. words]));

    private sealed record SwapFinding(EditFinding Fstab, bool IsUsed) : Finding;
}
