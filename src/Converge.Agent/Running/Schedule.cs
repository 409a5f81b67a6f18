using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Converge.Agent.Running;

/// <summary>When the next run is due: at equal distances, at a moment within the splay that depends on the name of the node alone.</summary>
public sealed class Schedule(string node, TimeSpan interval, TimeSpan splay, Random random)
{
    // Even nodes with the same moment are not there in the same second.
    private static readonly TimeSpan MostJitter = TimeSpan.FromSeconds(5);

    /// <summary>After the beginning of each interval.</summary>
    public TimeSpan Offset { get; } = TimeSpan.FromTicks((long)(Share(node) * Math.Min(splay.Ticks, interval.Ticks)));

    public DateTimeOffset Next(DateTimeOffset now)
    {
        var count = (now - DateTimeOffset.UnixEpoch - Offset).Ticks / interval.Ticks;
        var jitter = random.NextDouble() * Math.Min(MostJitter.Ticks, splay.Ticks / 10.0);
        return DateTimeOffset.UnixEpoch + Offset + interval * (count + 1) + TimeSpan.FromTicks((long)jitter);
    }

    private static double Share(string node) => BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(node))) / (double)uint.MaxValue;
}
