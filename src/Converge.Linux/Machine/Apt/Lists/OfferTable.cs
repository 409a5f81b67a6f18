using System.Text;

namespace Converge.Linux.Machine.Apt.Lists;

/// <summary>A version that apt could install.</summary>
internal readonly record struct Offer(string Version, string Architecture, ListOrigin Origin);

/// <summary>
/// All packages of all lists by name. Debian has more than sixty thousand: they are kept as bytes one behind the other, and
/// only what is asked for becomes a text.
/// </summary>
internal sealed class OfferTable
{
    private const int Buckets = 1 << 16;
    private const uint HashStart = 2166136261;
    private const uint HashFactor = 16777619;

    private readonly int[] _heads = new int[Buckets];
    private readonly List<Entry> _entries = new(1 << 16);
    private readonly List<string> _architectures = [];
    private readonly List<ListOrigin> _origins = [];
    private byte[] _text = new byte[1 << 20];
    private int _length;

    /// <summary>Every name, once for each version.</summary>
    public IEnumerable<string> Names => _entries.Select(entry => Encoding.UTF8.GetString(_text.AsSpan(entry.Start, entry.NameLength)));

    /// <summary>What is added from now on comes from there.</summary>
    public void Begin(ListOrigin origin) => _origins.Add(origin);

    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> version, ReadOnlySpan<byte> architecture)
    {
        if (name.Length > byte.MaxValue || version.Length > byte.MaxValue)
            return;
        while (_text.Length < _length + name.Length + version.Length)
            Array.Resize(ref _text, _text.Length * 2);
        name.CopyTo(_text.AsSpan(_length));
        version.CopyTo(_text.AsSpan(_length + name.Length));
        ref var head = ref _heads[Bucket(name)];
        _entries.Add(new(head - 1, _length, (byte)name.Length, (byte)version.Length, Architecture(architecture), (short)(_origins.Count - 1)));
        head = _entries.Count;
        _length += name.Length + version.Length;
    }

    public List<Offer> Find(string name)
    {
        var (bytes, offers) = (Encoding.UTF8.GetBytes(name), new List<Offer>());
        for (var at = _heads[Bucket(bytes)] - 1; at >= 0; at = _entries[at].Next)
        {
            var entry = _entries[at];
            if (_text.AsSpan(entry.Start, entry.NameLength).SequenceEqual(bytes))
            {
                var version = Encoding.UTF8.GetString(_text.AsSpan(entry.Start + entry.NameLength, entry.VersionLength));
                offers.Add(new(version, _architectures[entry.Architecture], _origins[entry.Origin]));
            }
        }
        return offers;
    }

    private static int Bucket(ReadOnlySpan<byte> name)
    {
        var hash = HashStart;
        foreach (var b in name)
            hash = (hash ^ b) * HashFactor;
        return (int)(hash & (Buckets - 1));
    }

    private short Architecture(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _architectures.Count; i++)
        {
            if (Ascii.Equals(name, _architectures[i]))
                return (short)i;
        }
        _architectures.Add(Encoding.UTF8.GetString(name));
        return (short)(_architectures.Count - 1);
    }

    private readonly record struct Entry(int Next, int Start, byte NameLength, byte VersionLength, short Architecture, short Origin);
}
