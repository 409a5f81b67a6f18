using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes.Queries;

namespace Converge.Nodes;

/// <summary>Which fields the nodes of an inventory have.</summary>
internal sealed class InventoryFields(Inventory inventory)
{
    private const int DeepestList = 16;

    // Every node may have them, so they are worth a suggestion even while none has.
    private static readonly string[] Usual = ["name", "fqdn", "ip", "roles", "role", "recipes", "recipe", "environment", "facts", "ready", "seen", "commit"];

    public IEnumerable<Diagnostic> Unknown(Query query)
    {
        foreach (var field in FieldsOf(query.Root))
        {
            if (!field.IsName && !inventory.Nodes.Any(node => field.Any(node, static _ => true)) && FindUnknown(field) is { } depth)
                yield return Diagnostic.Warning(field.At, $"no node has a field '{field}'", Suggestions.Hint(field.ToString(), Neighbours(field, depth)));
        }
    }

    private static IEnumerable<Field> FieldsOf(Condition condition) => condition switch
    {
        AllOf all => all.Parts.SelectMany(FieldsOf),
        AnyOf any => any.Parts.SelectMany(FieldsOf),
        Not not => FieldsOf(not.Inner),
        _ => [((FieldCondition)condition).Field],
    };

    /// <summary>The first part of the path that is nowhere; null if it is there, and only has no value yet.</summary>
    private int? FindUnknown(Field field)
    {
        for (var depth = 0; depth < field.Path.Length; depth++)
        {
            if (!KeysBelow(field, depth).Contains(field.Path[depth]))
                return depth;
        }
        return null;
    }

    /// <summary>The fields that differ from it in one part of the path and exist up to there.</summary>
    private IEnumerable<string> Neighbours(Field field, int depth) =>
        KeysBelow(field, depth).Concat(depth == 0 ? Usual : []).Select(key => new Field([.. field.Path[..depth], key, .. field.Path[(depth + 1)..]]).ToString());

    private HashSet<string> KeysBelow(Field field, int depth)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in inventory.Nodes)
            AddKeys(keys, Value.From(node.Fields), field.Path.AsSpan()[..depth], lists: 0);
        return keys;
    }

    private static void AddKeys(HashSet<string> keys, Value value, ReadOnlySpan<string> path, int lists)
    {
        if (value.As<ScriptArray>() is { } list && lists < DeepestList)
        {
            foreach (var item in list)
                AddKeys(keys, item, path, lists + 1);
        }
        if (value.Kind != ValueKind.Object)
            return;
        if (path.Length > 0)
        {
            if (value.AsObject().TryGet(path[0], out var inner))
                AddKeys(keys, inner, path[1..], lists);
            return;
        }
        foreach (var key in value.AsObject().Keys)
            keys.Add(key);
    }
}
