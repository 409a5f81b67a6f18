using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Converge.Server.Hosting;

/// <summary>
/// What requests lie in while they pass through. The pool of the platform gives back a hundredth of what is idle every ten seconds, and
/// nothing while more connect: after a burst it is three blocks of 4 KB for each node that waits. This one keeps a few for each thread.
/// </summary>
internal sealed class PassingMemory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => MemoryPool<byte>.Shared;
}
