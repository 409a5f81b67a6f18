using System.Collections.Frozen;
using Converge.Linux.Resources;
using Converge.Resources;

namespace Converge.Linux;

/// <summary>Everything that this project knows to manage: the table of contents.</summary>
public static class Builtins
{
    public static FrozenDictionary<string, IResourceType> ResourceTypes { get; } = new IResourceType[]
    {
        new DirectoryResource(),
        new FileResource(),
        new FirewallResource(),
        new LinkResource(),
        new PackageResource(),
        new ServiceResource(),
    }.ToFrozenDictionary(static type => type.Name, StringComparer.Ordinal);
}
