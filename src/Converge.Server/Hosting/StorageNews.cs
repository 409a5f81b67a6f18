using Converge.Server.Identity;
using Converge.Server.Nodes;
using Converge.Server.Storage;

namespace Converge.Server.Hosting;

/// <summary>Whoever remembers something of the storage hears of its changes, also of those that another server made.</summary>
internal sealed class StorageNews(LiveWiring wiring, Authentication authentication)
{
    public void Note(StorageChange change)
    {
        if (change.Kind == ChangeKind.Node)
            wiring.Note(change.Key);
        authentication.OnChanged(change);
        // Who is revoked must not go on waiting.
        if (change is { Kind: ChangeKind.Record, RecordKind: Certificates.Kind, Key: { } node })
            wiring.Wake(node);
    }
}
