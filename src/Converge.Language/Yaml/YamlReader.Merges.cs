using System.Collections.Immutable;

namespace Converge.Language.Yaml;

/// <summary><c>&lt;&lt;</c>: what the mapping says itself wins, then the mapping that is named first.</summary>
internal sealed partial class YamlReader
{
    private YamlEntry[] Merge(int first)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = first; i < _entries.Count; i++)
            names.Add(_entries[i].Name);
        var merged = new List<YamlEntry>(_entries.Count - first);
        for (var i = first; i < _entries.Count; i++)
        {
            if (!IsMerge(_entries[i].Key))
                merged.Add(_entries[i]);
            else if (_entries[i].Value is YamlSequence list)
                MergeAll(merged, names, list.Items);
            else
                MergeOne(merged, names, _entries[i].Value);
        }
        return [.. merged];
    }

    private void MergeAll(List<YamlEntry> merged, HashSet<string> names, ImmutableArray<YamlNode> sources)
    {
        foreach (var source in sources)
            MergeOne(merged, names, source);
    }

    private void MergeOne(List<YamlEntry> merged, HashSet<string> names, YamlNode source)
    {
        if (source is not YamlMapping mapping)
        {
            if (source is not YamlScalar { IsBroken: true })
                Report(source.AliasSpan ?? source.Span, $"'<<' merges mappings, this is {source.Description}");
            return;
        }
        foreach (var entry in mapping.Entries)
        {
            if (!names.Add(entry.Name))
                continue;
            Count(entry.Value.Weight + 1, source.AliasSpan is null ? mapping.Start : _end);
            merged.Add(entry);
        }
    }
}
