using System.Collections.Immutable;
using System.Text;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;
using Converge.Resources.Types;

namespace Converge.Linux.Resources;

/// <summary><c>unit</c>: the file of a unit, or a drop-in of one.</summary>
public sealed class UnitResource : IResourceType, IRefreshable, IWatchable
{
    private const string Read = "read by systemd";
    private const string Folder = "/etc/systemd/system";

    public string Name => "unit";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var content = context.Machine.Files.Read(PathOf(desired));
        var found = new UnitFinding(content) { Exists = content is not null };
        return new(IsSame(desired, found) ? found with { IsStale = IsStale(UnitOf(desired), context.Machine.Units) } : found);
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var changes = Comparison.Of(desired, found, Compared);
        var unit = (UnitFinding)found;
        if (unit.IsStale)
            return changes.Add(new(Read, Value.False, Value.True));
        return !Comparison.WantsAbsence(desired) && ContentChange.Of(unit.Content, Content(desired)) is { } change ? changes.Add(change) : changes;
    }

    public IEnumerable<string> Places(CatalogResource desired) => [PathOf(desired)];

    public IEnumerable<Watch> Watches(CatalogResource desired) => [new FileWatch(PathOf(desired)), new UnitWatch(UnitOf(desired))];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var path = PathOf(desired);
        if (((UnitFinding)found).IsStale)
        {
            yield return new ReloadUnitFiles();
            yield break;
        }
        if (Comparison.WantsAbsence(desired))
            yield return new Remove(path, Recursive: false, Backup: true);
        else
        {
            if (DropIn(desired) is not null)
                yield return new MakeDirectory(Path.GetDirectoryName(path)!, new("root", "root", FileTraits.DirectoryMode));
            yield return new WriteFile(path, Content(desired), new("root", "root", FileTraits.FileMode), [], Backup: true);
        }
        yield return new ReloadUnitFiles();
    }

    public IEnumerable<Step> Refresh(CatalogResource desired, string verb) => [new ChangeUnit(UnitVerb.Restart, UnitOf(desired))];

    private static bool IsSame(CatalogResource desired, UnitFinding found) =>
        !Comparison.WantsAbsence(desired) && found.Content is { } content && content.Span.SequenceEqual(Content(desired).Bytes.Span);

    /// <summary>A run that was killed, or somebody by hand, may have written the file and told nobody.</summary>
    private static bool IsStale(string unit, IUnits units) => units.WhyAbsent is null && units.Find(unit) is { NeedsReload: true };

    private static string? DropIn(CatalogResource desired) => desired["dropin"] is { Kind: ValueKind.String } name ? name.AsString() : null;

    /// <summary>The title of a drop-in has its name behind that of the unit.</summary>
    private static string UnitOf(CatalogResource desired)
    {
        var title = desired.Id.Title;
        return UnitNames.InFull(DropIn(desired) is { } dropIn ? title[..^(dropIn.Length + ": ".Length)] : title);
    }

    private static string PathOf(CatalogResource desired) =>
        DropIn(desired) is { } dropIn ? $"{Folder}/{UnitOf(desired)}.d/{dropIn}.conf" : $"{Folder}/{UnitOf(desired)}";

    private static FileContent Content(CatalogResource desired)
    {
        if (desired["sections"].As<ScriptObject>() is not { } sections)
            return FileContent.Of(desired[ContentChange.Property]);
        var (text, isSecret) = (new StringBuilder(), false);
        foreach (var (section, settings) in sections)
        {
            text.Append(text.Length == 0 ? "" : "\n").Append($"[{section}]\n");
            foreach (var (key, values) in settings.AsObject())
            {
                foreach (var value in values.As<ScriptList>() ?? (IEnumerable<Value>)[values])
                {
                    isSecret |= value.IsSecret;
                    text.Append($"{key}={(value.IsSecret ? value.AsSecret().Reveal() : value.ToString())}\n");
                }
            }
        }
        return FileContent.Of(Value.Text(text.ToString(), isSecret));
    }

    private sealed record UnitFinding(ReadOnlyMemory<byte>? Content) : Finding
    {
        /// <summary>Whether systemd has read something else than what is there now.</summary>
        public bool IsStale { get; init; }
    }
}
