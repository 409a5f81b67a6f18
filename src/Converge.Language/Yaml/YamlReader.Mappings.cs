using System.Runtime.InteropServices;
using Converge.Language.Text;
using YamlDotNet.Core.Events;

namespace Converge.Language.Yaml;

/// <summary>Mappings: keys, duplicates, merges.</summary>
internal sealed partial class YamlReader
{
    internal const string MergeKey = "<<";

    /// <remarks>Of a single pair in a list (<c>[a: b]</c>) the parser does not say where it begins.</remarks>
    private YamlMapping ReadMapping(MappingStart start)
    {
        var first = _entries.Count;
        var end = _end;
        var isBlock = start.Style == MappingStyle.Block;
        var hasMerge = false;
        var pairAt = -1;
        while (Next() is not MappingEnd)
        {
            var keyAt = Offset(_parser.Current!.Start);
            if (isBlock && _hasTabs)
                CheckTabs(keyAt, isKey: true);
            var key = ReadNode();
            if (isBlock && key.AliasSpan is not null)
                CheckAliasKey(keyAt);
            if (pairAt < 0 && !isBlock)
                pairAt = keyAt;
            Next();
            var value = ReadNode();
            if (!TryKey(key, keyAt, out var scalar))
                continue;
            CheckBlank(scalar, value, isBlock);
            hasMerge |= IsMerge(scalar);
            _entries.Add(new(scalar, value));
        }
        CheckTag(start, CoreTags.Mapping, "a mapping");
        var entries = TakeEntries(first, hasMerge);
        var at = ContentStart(start);
        var isPair = pairAt >= 0 && (at < end || _source.Text[at] != '{');
        if (isPair)
            at = pairAt;
        return new(_source, at, FindEnd(isBlock || isPair, at), ImmutableCollectionsMarshal.AsImmutableArray(entries));
    }

    private static bool IsMerge(YamlScalar key) => key.Type == YamlType.Plain && key.Text == MergeKey;

    private bool TryKey(YamlNode node, int at, out YamlScalar key)
    {
        key = (node as YamlScalar)!;
        if (key is null)
        {
            if (!TryReportBraces(at))
                Report(node.AliasSpan ?? node.Span, $"{node.Description} cannot be a key, only a string can");
            return false;
        }
        if (key.Text.Length > 0 || key.Style != YamlScalarStyle.Plain || key.AliasSpan is not null)
            return true;
        Report(_source.Span(at), "a key is missing before ':'");
        return false;
    }

    /// <summary>The entries of the mapping that just ended, each key once, merges replaced by what they bring.</summary>
    private YamlEntry[] TakeEntries(int first, bool hasMerge)
    {
        RemoveDuplicates(first);
        var entries = hasMerge ? Merge(first) : CollectionsMarshal.AsSpan(_entries)[first..].ToArray();
        CollectionsMarshal.SetCount(_entries, first);
        return entries;
    }

    private void RemoveDuplicates(int first)
    {
        var count = _entries.Count - first;
        var seen = count > YamlMapping.LargestScanned ? new Dictionary<string, int>(count, StringComparer.Ordinal) : null;
        var kept = first;
        for (var i = first; i < _entries.Count; i++)
        {
            var name = _entries[i].Name;
            var earlier = seen is null ? IndexOf(name, first, kept) : seen.TryGetValue(name, out var found) ? found : -1;
            if (earlier >= 0)
            {
                ReportDuplicate(_entries[i].Key, _entries[earlier].Key);
                continue;
            }
            seen?.Add(name, kept);
            _entries[kept++] = _entries[i];
        }
        CollectionsMarshal.SetCount(_entries, kept);
    }

    private int IndexOf(string name, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (string.Equals(_entries[i].Name, name, StringComparison.Ordinal))
                return i;
        }
        return -1;
    }

    private void ReportDuplicate(YamlScalar key, YamlScalar earlier)
    {
        var hint = IsMerge(key) ? "merge several mappings with a list: '<<: [*a, *b]'" : null;
        Report(Diagnostic.Error(key.AliasSpan ?? key.Span, $"the key '{Shorten(key.Text)}' was already given", hint) with
        {
            Related = [new(earlier.AliasSpan ?? earlier.Span, "given here first")],
        });
    }
}
