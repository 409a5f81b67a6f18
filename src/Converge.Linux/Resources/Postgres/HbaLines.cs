using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Linux.Resources.Texts;

namespace Converge.Linux.Resources.Postgres;

/// <summary>
/// The lines of <c>pg_hba.conf</c> that Converge keeps, in a block before all others: the first line that fits a connection decides.
/// </summary>
/// <param name="declared">The names that are to be there, in their order.</param>
/// <param name="known">Those and the ones that are to be absent.</param>
internal sealed class HbaLines(ImmutableArray<string> declared, ImmutableHashSet<string> known)
{
    private const string Name = "  # ";

    private static readonly BlockEdit Block = new("#", "converge");

    /// <summary>A line as it stands in the file, with its name behind it.</summary>
    public static string Of(CatalogResource desired)
    {
        var address = desired.Text("address");
        var type = desired.Text("type") ?? (address is null ? "local" : "host");
        string?[] words = [type, Names(desired, "databases"), Names(desired, "users"), address, desired.Text("method"), .. Options(desired)];
        return $"{string.Join(' ', words.OfType<string>())}{Name}{desired.Id.Title}";
    }

    /// <inheritdoc cref="BlockEdit.Problem"/>
    public static string? Problem(TextLines lines) => Block.Problem(lines);

    /// <summary>The line of a name; null if there is none.</summary>
    public static string? Find(TextLines lines, string name) => Present(lines).Find(line => NameOf(line) == name);

    /// <summary>Whether nothing stands before the line of a name that belongs behind it.</summary>
    public bool IsInOrder(TextLines lines, string name) =>
        !Present(lines).TakeWhile(line => NameOf(line) != name).Any(line => declared.IndexOf(NameOf(line)) > declared.IndexOf(name));

    /// <summary>Whether the block has lines that nobody declares, or does not stand before all others. The first of those that are declared answers for that.</summary>
    public bool IsClean(TextLines lines, string name) => declared is not [var first, ..] || first != name
        || (Present(lines).All(line => known.Contains(NameOf(line))) && Block.IsAt(lines, 0));

    /// <summary>Puts one line where it belongs, or takes it away, and with it those that nobody declares.</summary>
    /// <param name="line">Null to take it away.</param>
    public void Put(TextLines lines, string name, string? line)
    {
        var kept = Present(lines).Where(other => NameOf(other) is var its && its != name && known.Contains(its)).ToList();
        if (line is not null)
        {
            var at = kept.FindIndex(other => declared.IndexOf(NameOf(other)) > declared.IndexOf(name));
            kept.Insert(at < 0 ? kept.Count : at, line);
        }
        Block.Remove(lines);
        if (kept.Count > 0)
            Block.Put(lines, kept, 0);
    }

    private static List<string> Present(TextLines lines) => Block.Find(lines) ?? [];

    private static string NameOf(string line) => line.LastIndexOf(Name, StringComparison.Ordinal) is >= 0 and var at ? line[(at + Name.Length)..].Trim() : line;

    private static string Names(CatalogResource desired, string property) => desired.Texts(property) is { } names ? string.Join(',', names.Select(Quote)) : "all";

    private static IEnumerable<string> Options(CatalogResource desired) =>
        desired["options"].As<ScriptObject>() is { } options ? options.Select(static option => $"{option.Key}={Quote(option.Value.AsString())}") : [];

    // Words of its own language must stand bare, and what it would cut in two must not.
    private static string Quote(string word) => word.AsSpan().IndexOfAny(" \t,#=") >= 0 ? $"\"{word}\"" : word;
}
