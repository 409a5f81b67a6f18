using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Linux.Resources.Texts;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary><c>locale</c>: a line of <c>locale.gen</c>, what <c>locale-gen</c> makes of it, and which one users get.</summary>
public sealed class LocaleResource : IResourceType, IWatchable
{
    private const string List = "/etc/locale.gen";
    private const string Defaults = "/etc/default/locale";
    private const string Made = "/usr/lib/locale";
    private const string AlwaysThere = "C.UTF-8";
    private const string Default = "default";
    private const string Language = "LANG=";

    public string Name => "locale";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var (locale, machine) = (desired.Id.Title, context.Machine);
        var defaults = EditFinding.Read(DefaultsFile(machine.Files), machine, lines => EditDefaults(lines, desired));
        if (locale == AlwaysThere)
            return new(new LocaleFinding(null, defaults) { Exists = true, Obstacle = defaults.Obstacle });
        var list = EditFinding.Read(List, machine, lines => EditList(lines, desired));
        var found = new LocaleFinding(list, defaults) { Exists = IsMade(locale, machine.Files), Folder = machine.Files.Stat(FolderOf(locale)) is null ? null : FolderOf(locale), Obstacle = list.Obstacle ?? defaults.Obstacle };
        return new(list.Exists ? found : found with { Lacks = new("package", "locales") });
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var locale = (LocaleFinding)found;
        return [.. locale.List?.Changes ?? [], .. locale.List is null ? [] : Comparison.Of(desired, found, Compared), .. locale.Defaults.Changes];
    }

    public IEnumerable<Watch> Watches(CatalogResource desired) => [new FileWatch(List), new FileWatch(Defaults), new FileWatch(FolderOf(desired.Id.Title))];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var locale = (LocaleFinding)found;
        var isAbsent = Comparison.WantsAbsence(desired);
        foreach (var step in locale.List?.Steps() ?? [])
            yield return step;
        // Without a removal, what is made already can stay: each one takes seconds.
        if (locale.List is not null && (locale.Exists == isAbsent || !locale.List.Changes.IsEmpty))
            yield return new RunCommand(new(isAbsent ? ["locale-gen"] : ["locale-gen", "--keep-existing"]));
        // It empties the archive only.
        if (isAbsent && locale.Folder is { } folder)
            yield return new Remove(folder, Recursive: true, Backup: false);
        foreach (var step in locale.Defaults.Steps())
            yield return step;
    }

    private static ImmutableArray<Change> EditList(TextLines lines, CatalogResource desired)
    {
        var line = $"{desired.Id.Title} UTF-8";
        var isListed = lines.Texts.Any(text => Words(text) == line);
        if (Comparison.WantsAbsence(desired))
        {
            lines.RemoveAll(text => Words(text) == line);
            return isListed ? [new(List, Value.From(line), Value.Null)] : [];
        }
        if (isListed)
            return [];
        LineEdit.Put(lines, line, text => Words(text.TrimStart('#', ' ')) == line, static _ => false);
        return [new(List, Value.Null, Value.From(line))];
    }

    private static ImmutableArray<Change> EditDefaults(TextLines lines, CatalogResource desired)
    {
        if (desired.Flag(Default) is not { } isDefault)
            return [];
        var present = lines.Texts.LastOrDefault(IsLanguage)?.Trim()[Language.Length..].Trim('"', '\'');
        if (isDefault == (present == desired.Id.Title))
            return [];
        if (isDefault)
            LineEdit.Put(lines, Language + desired.Id.Title, IsLanguage, static _ => false);
        else
            lines.RemoveAll(IsLanguage);
        return [new(Default, Value.From(present), isDefault ? Value.From(desired.Id.Title) : Value.Null)];
    }

    private static bool IsLanguage(string line) => line.TrimStart().StartsWith(Language, StringComparison.Ordinal);

    private static string Words(string line) => string.Join(' ', line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Newer systems have a link there to the file that systemd reads.</summary>
    private static string DefaultsFile(IFiles files) =>
        files.ReadLink(Defaults) is { } target ? Path.GetFullPath(target, Path.GetDirectoryName(Defaults)!) : Defaults;

    private static string FolderOf(string locale) => $"{Made}/{locale.Replace(".UTF-8", ".utf8", StringComparison.Ordinal)}";

    /// <summary>Whether the C library finds it, in a directory of its own or in the archive.</summary>
    private static bool IsMade(string locale, IFiles files)
    {
        var folder = FolderOf(locale);
        if (files.Stat(folder) is not null)
            return true;
        const int StringsAt = 20;
        if (files.Read($"{Made}/locale-archive") is not { Length: > StringsAt + (2 * sizeof(uint)) } archive)
            return false;
        // The header says where its names are, each with a null character at its end.
        var start = BinaryPrimitives.ReadUInt32LittleEndian(archive.Span[StringsAt..]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(archive.Span[(StringsAt + sizeof(uint))..]);
        if (start > (uint)archive.Length || length > (uint)archive.Length - start)
            return false;
        return Encoding.ASCII.GetString(archive.Span.Slice((int)start, (int)length)).Split('\0').Contains(Path.GetFileName(folder), StringComparer.Ordinal);
    }

    /// <param name="List">Null for one that needs not be made.</param>
    private sealed record LocaleFinding(EditFinding? List, EditFinding Defaults) : Finding
    {
        /// <summary>Where it is made, if it is not in the archive.</summary>
        public string? Folder { get; init; }
    }
}
