using Converge.Catalogs;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Plans;

/// <summary>Reads one resource; what goes wrong with it is its own affair.</summary>
internal sealed class ResourceReader(IReadOnlyDictionary<string, IResourceType> types, ReadContext context)
{
    public async ValueTask<Finding> ReadAsync(CatalogResource resource, CancellationToken cancel)
    {
        if (!types.TryGetValue(resource.Id.Type, out var type))
            return new() { Unknown = $"this program cannot manage a {resource.Id.Type} yet" };
        if (resource.IsSealed)
            return new() { Unknown = "it depends on a secret that cannot be decrypted here" };
        try
        {
            return await type.ReadAsync(resource, context, cancel).ConfigureAwait(false);
        }
        catch (UnreadableException e)
        {
            return new() { Unknown = e.Message };
        }
    }
}
