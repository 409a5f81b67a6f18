using System.Collections.Immutable;
using Converge.Language.Values;
using Converge.Nodes.Queries;

namespace Converge.Server.Dashboard.Overview;

/// <summary>What can be asked for in a query, and with which answers: from all documents there are.</summary>
internal sealed class KnownFields
{
    // More would be of no help to anybody who types.
    private const int MostValues = 200;
    private const int MostFields = 5000;
    private const int Deepest = 12;
    private const int LongestValue = 80;

    private readonly SortedDictionary<string, SortedSet<string>> _values = new(StringComparer.Ordinal);

    public IEnumerable<string> Fields => _values.Keys;

    public IEnumerable<string> ValuesOf(string field) => _values.TryGetValue(field, out var values) ? values : [];

    public static KnownFields Of(ImmutableArray<FleetNode> nodes)
    {
        var known = new KnownFields();
        foreach (var node in nodes)
        {
            if (node.Document is { } document)
                known.AddMembers(document.Fields, [], 0);
        }
        if (known._values.TryGetValue("roles", out var roles))
            known._values["role"] = roles;
        if (known._values.TryGetValue("recipes", out var recipes))
            known._values["recipe"] = recipes;
        return known;
    }

    private void AddMembers(ScriptObject members, ImmutableArray<string> path, int depth)
    {
        foreach (var (key, value) in members)
        {
            if (key.Length > 0)
                Add(value, path.Add(key), depth + 1);
        }
    }

    private void Add(Value value, ImmutableArray<string> path, int depth)
    {
        if (depth > Deepest)
            return;
        if (value.As<ScriptObject>() is { } members)
            AddMembers(members, path, depth);
        else if (value.As<ScriptArray>() is { } list)
        {
            foreach (var item in list)
                Add(item, path, depth + 1);
        }
        else if (!value.IsNull)
            Add(new Field(path).ToString(), value.ToString());
    }

    private void Add(string field, string value)
    {
        if (!_values.TryGetValue(field, out var values))
        {
            if (_values.Count >= MostFields)
                return;
            _values[field] = values = new(StringComparer.Ordinal);
        }
        if (values.Count < MostValues && value.Length is > 0 and <= LongestValue)
            values.Add(value);
    }
}
