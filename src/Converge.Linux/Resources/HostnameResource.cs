using System.Collections.Immutable;
using System.Text;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary><c>hostname</c>: what the kernel says now, and the file that sets it at boot.</summary>
public sealed class HostnameResource : IResourceType, IWatchable
{
    private const string File = "/etc/hostname";
    private const string Kernel = "/proc/sys/kernel/hostname";
    private const string Now = "now";
    private const string AtBoot = "at boot";

    public string Name => "hostname";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel) =>
        new(Finding.Of((Now, Line(Kernel, context.Machine.Files)), (AtBoot, Line(File, context.Machine.Files))));

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var name = Value.From(desired.Id.Title);
        return [.. found.Properties.Where(property => property.Value != name).Select(property => new Change(property.Key, property.Value, name))];
    }

    public IEnumerable<Watch> Watches(CatalogResource desired) => [new FileWatch(File), new KernelWatch(Kernel)];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var name = desired.Id.Title;
        foreach (var change in changes)
        {
            yield return change.Property == Now
                ? new SetKernelValue(Kernel, name)
                : new WriteFile(File, FileContent.Of(Value.From(name + "\n")), new("root", "root", FileTraits.FileMode), [], Backup: true);
        }
    }

    private static Value Line(string path, IFiles files) => files.Read(path) is { } content ? Value.From(Encoding.UTF8.GetString(content.Span).Trim()) : Value.Null;
}
