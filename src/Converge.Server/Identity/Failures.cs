using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Converge.Server.Hosting;

namespace Converge.Server.Identity;

/// <summary>
/// Counts who shows what is not good. An address that does so too often is not listened to for a while; what a certificate
/// proves is not counted, as it cannot be guessed at all.
/// </summary>
internal sealed class Failures(TimeProvider clock)
{
    private const int Most = 20;
    private const int MostAddresses = 10_000;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<IPAddress, Count> _counts = [];

    public int Addresses => _counts.Count;

    /// <exception cref="RefusalException">There were too many of that address.</exception>
    public void Check(IPAddress? address)
    {
        if (address is null || !_counts.TryGetValue(Network(address), out var count) || clock.GetUtcNow() >= count.Until || count.Number < Most)
            return;
        throw new RefusalException(429, "too many tokens that are not good came from your address", $"wait {Math.Max(1, (int)(count.Until - clock.GetUtcNow()).TotalSeconds)} seconds");
    }

    public void Note(IPAddress? address)
    {
        if (address is null)
            return;
        var now = clock.GetUtcNow();
        if (_counts.Count >= MostAddresses)
            Forget(now);
        _counts.AddOrUpdate(Network(address), _ => new(1, now + Period), (_, old) => now >= old.Until ? new(1, now + Period) : old with { Number = old.Number + 1 });
    }

    /// <summary>Who has many addresses has whole networks of IPv6.</summary>
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new(bytes);
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (address, count) in _counts)
        {
            if (now >= count.Until)
                _counts.TryRemove(address, out _);
        }
        if (_counts.Count >= MostAddresses)
            _counts.Clear();
    }

    private sealed record Count(int Number, DateTimeOffset Until);
}
