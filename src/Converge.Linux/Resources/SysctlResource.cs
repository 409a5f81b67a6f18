using System.Collections.Immutable;
using System.Text;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary><c>sysctl</c>: a value of the kernel now, and a file of its own that sets it at boot.</summary>
public sealed class SysctlResource : IResourceType, IWatchable
{
    private const string Setting = "value";
    private const string AtBoot = "at boot";

    public string Name => "sysctl";

    public ImmutableArray<string> Compared { get; } = [Setting];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel) => new(Read(desired.Id.Title, context.Machine.Files));

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var file = ((SysctlFinding)found).File;
        if (Comparison.WantsAbsence(desired))
            return file is null ? [] : [new(AtBoot, Value.From(file), Value.Null)];
        var changes = Comparison.Of(desired, found, Compared);
        var wanted = Line(desired);
        return file == wanted ? changes : changes.Add(new(AtBoot, Value.From(file?.Trim()), Value.From(wanted.Trim())));
    }

    public IEnumerable<string> Places(CatalogResource desired) => [FileOf(desired.Id.Title)];

    public IEnumerable<Watch> Watches(CatalogResource desired) => Places(desired).Select(static path => new FileWatch(path));

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var key = desired.Id.Title;
        if (Comparison.WantsAbsence(desired))
        {
            yield return new Remove(FileOf(key), Recursive: false, Backup: true);
            yield break;
        }
        // The file first: a kernel that has the value only until the next boot would look right from now on.
        if (changes.Any(static change => change.Property == AtBoot))
            yield return new WriteFile(FileOf(key), FileContent.Of(Value.From(Line(desired))), new("root", "root", FileTraits.FileMode), [], Backup: true);
        if (changes.Any(static change => change.Property == Setting))
            yield return new SetKernelValue(KernelPath(key), desired[Setting].ToString());
    }

    private static Finding Read(string key, IFiles files)
    {
        var file = files.Read(FileOf(key)) is { } content ? Encoding.UTF8.GetString(content.Span) : null;
        if (files.Read(KernelPath(key)) is not { } value)
            return new SysctlFinding(file) { Lacks = new("kernel setting", key) };
        var words = Encoding.UTF8.GetString(value.Span).Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return new SysctlFinding(file) { Exists = true, Properties = Finding.Of((Setting, Value.From(string.Join(' ', words)))).Properties };
    }

    private static string Line(CatalogResource desired) => $"{desired.Id.Title} = {desired[Setting]}\n";

    private static string FileOf(string key) => $"/etc/sysctl.d/90-converge-{key.Replace('/', '.')}.conf";

    /// <summary>Dots divide, and a slash stands for a dot in a name, as sysctl(8) has it.</summary>
    private static string KernelPath(string key) => $"/proc/sys/{string.Create(key.Length, key, static (path, key) =>
    {
        for (var position = 0; position < path.Length; position++)
            path[position] = key[position] switch { '.' => '/', '/' => '.', var other => other };
    })}";

    /// <param name="File">What sets it at boot; null if nothing of Converge's does.</param>
    private sealed record SysctlFinding(string? File) : Finding;
}
