using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Language.Yaml;

/// <summary>One <c>key: value</c> of a mapping.</summary>
public readonly record struct YamlEntry(YamlScalar Key, YamlNode Value)
{
    public string Name => Key.Text;
}

/// <summary>A mapping with strings as keys, each of them once, in the order of the source. What <c>&lt;&lt;</c> merges stands in its place.</summary>
public sealed class YamlMapping : YamlNode
{
    // Up to this many entries looking at each is faster than hashing.
    internal const int LargestScanned = 8;

    private Dictionary<string, int>? _index;

    internal YamlMapping(SourceText source, int start, int end, ImmutableArray<YamlEntry> entries)
        : base(source, start, end)
    {
        Entries = entries;
        Weight = 1;
        foreach (var entry in entries)
            Weight += entry.Value.Weight + 1;
    }

    public ImmutableArray<YamlEntry> Entries { get; }

    public override string Description => "a mapping";

    internal override int Weight { get; }

    /// <summary>The value of a key; null if there is no such key.</summary>
    public YamlNode? this[string key] => IndexOf(key) is >= 0 and var position ? Entries[position].Value : null;

    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    public bool TryGet(string key, [MaybeNullWhen(false)] out YamlNode value)
    {
        value = this[key];
        return value is not null;
    }

    public bool TryGetEntry(string key, out YamlEntry entry)
    {
        var position = IndexOf(key);
        entry = position < 0 ? default : Entries[position];
        return position >= 0;
    }

    public override Value ToValue()
    {
        var members = new ScriptObject(Entries.Length);
        foreach (var entry in Entries)
            members.Set(entry.Name, entry.Value.ToValue());
        return Value.From(members);
    }

    internal override YamlNode Repeat(SourceSpan alias) => new YamlMapping(Source, Start, End, Entries) { AliasSpan = alias };

    private int IndexOf(string key)
    {
        if (Entries.Length > LargestScanned)
            return (_index ??= BuildIndex()).TryGetValue(key, out var found) ? found : -1;
        for (var position = 0; position < Entries.Length; position++)
        {
            if (string.Equals(Entries[position].Name, key, StringComparison.Ordinal))
                return position;
        }
        return -1;
    }

    private Dictionary<string, int> BuildIndex()
    {
        var index = new Dictionary<string, int>(Entries.Length, StringComparer.Ordinal);
        for (var position = 0; position < Entries.Length; position++)
            index.Add(Entries[position].Name, position);
        return index;
    }
}
