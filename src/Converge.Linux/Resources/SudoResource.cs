using System.Collections.Immutable;
using System.Text;
using Converge.Catalogs;
using Converge.Plans;
using Converge.Resources;

namespace Converge.Linux.Resources;

/// <summary><c>sudo</c>: a file of <c>sudoers.d</c>.</summary>
public sealed class SudoResource : IResourceType, IWatchable
{
    private const string Folder = "/etc/sudoers.d";
    private const int Mode = 0b100_100_000;

    public string Name => "sudo";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var isAbsent = Comparison.WantsAbsence(desired);
        var file = new OwnFile($"{Folder}/{desired.Id.Title}", isAbsent ? "" : Content(desired), Mode) { Validate = ["visudo", "-cf", "{{ path }}"], IsAbsent = isAbsent };
        var found = file.Read(context.Machine);
        return new(!found.Exists && context.Machine.Files.Stat(Folder) is null ? found with { Lacks = new("package", "sudo") } : found);
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found) => [.. ((OwnFileFinding)found).Compare()];

    public IEnumerable<string> Places(CatalogResource desired) => [$"{Folder}/{desired.Id.Title}"];

    public IEnumerable<Watch> Watches(CatalogResource desired) => Places(desired).Select(static path => new FileWatch(path));

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes) => ((OwnFileFinding)found).Steps();

    internal static string Content(CatalogResource desired)
    {
        var who = (desired.Texts("users") ?? []).Select(User).Concat((desired.Texts("groups") ?? []).Select(static group => $"%{group}"));
        var tag = desired.Flag("nopasswd") == true ? "NOPASSWD: " : "";
        return $"# {desired.Id}, written by Converge\n{string.Join(", ", who)} ALL=(ALL:ALL) {tag}{string.Join(", ", (desired.Texts("commands") ?? []).Select(Command))}\n";
    }

    /// <summary>A name of capitals alone would be that of an alias; ALL is meant.</summary>
    private static string User(string name) => name != "ALL" && name.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_') ? $"\"{name}\"" : name;

    /// <summary>What means something to sudoers is escaped in arguments, unless it is already.</summary>
    private static string Command(string command)
    {
        var text = new StringBuilder();
        for (var at = 0; at < command.Length; at++)
        {
            if (command[at] == '\\' && at + 1 < command.Length)
                text.Append(command[at++]);
            else if (command[at] is ',' or ':' or '=' or '#')
                text.Append('\\');
            text.Append(command[at]);
        }
        return text.ToString();
    }
}
