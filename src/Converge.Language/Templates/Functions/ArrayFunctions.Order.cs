using Converge.Language.Templates.Runtime;
using Converge.Language.Templates.Syntax;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <content>Functions that order, group or add up the items.</content>
internal static partial class ArrayFunctions
{
    /// <summary>
    /// The items in order, or ordered by a member, which may be a dotted path: null first, numbers by value, texts without
    /// regard to case, then lower case before upper. Equal items keep their order; items of different types are an error.
    /// </summary>
    /// <example><![CDATA[
    /// {{ [10, 2.5, 6] | array.sort }} -> [2.5, 6, 10]
    /// {{ ["b", "B", "a", "C"] | array.sort }} -> ["a", "b", "B", "C"]
    /// {{ [{n: "y", at: {rack: 2}}, {n: "x", at: {rack: 1}}] | array.sort "at.rack" | array.map "n" }} -> ["x", "y"]
    /// ]]></example>
    private static Value Sort(in Call call)
    {
        if (call[0].IsNull)
            return Value.From(new ScriptArray());
        var path = call.PlainText(1);
        var items = Copy(call, Conversions.ToList(call[0]) ?? new ScriptArray([call[0]]));
        var keys = items.AsSpan().ToArray();
        if (!string.IsNullOrEmpty(path))
        {
            for (var i = 0; i < keys.Length; i++)
                keys[i] = MemberPath.TryFollow(keys[i], path, out var key) ? key : Value.Null;
        }
        ExpectOrder(call, keys);
        var positions = Enumerable.Range(0, keys.Length).ToArray();
        Array.Sort(positions, (left, right) =>
            ItemOrder.Instance.Compare(keys[left], keys[right]) is var order and not 0 ? order : left.CompareTo(right));
        var sorted = new ScriptArray(positions.Length);
        foreach (var position in positions)
            sorted.Add(items[position]);
        return Value.From(sorted);
    }

    // A list of one item has an order, whatever it is.
    private static void ExpectOrder(in Call call, Value[] keys)
    {
        var known = Value.Null;
        foreach (var key in keys)
        {
            CountText(call, key);
            if (!ItemOrder.Covers(known, key))
                throw HasNoOrder(call, known, key);
            if (known.IsNull)
                known = key;
        }
    }

    private static TemplateException HasNoOrder(in Call call, Value left, Value right)
    {
        var (first, second) = (Conversions.TypeName(left), Conversions.TypeName(right));
        return call.Error(0, first == second
            ? $"items of type {first} have no order"
            : $"items of type {first} and {second} have no common order");
    }

    /// <summary>The smallest item by the order of <c>array.sort</c>; null if there is none.</summary>
    /// <example><![CDATA[{{ [3, 1.5, 2] | array.min }} -> 1.5]]></example>
    private static Value Min(in Call call) => Extreme(call, sign: -1);

    /// <summary>The largest item by the order of <c>array.sort</c>; null if there is none.</summary>
    /// <example><![CDATA[
    /// {{ [3, 1.5, 2] | array.max }} -> 3
    /// {{ ["web2", "web1"] | array.max }} -> web2
    /// ]]></example>
    private static Value Max(in Call call) => Extreme(call, sign: 1);

    private static Value Extreme(in Call call, int sign)
    {
        var best = Value.Null;
        var position = 0;
        foreach (var item in call.Walk(call.List(0) ?? new ScriptArray()))
        {
            ExpectPresent(call, item, position++);
            CountText(call, item);
            if (!ItemOrder.Covers(best, item))
                throw HasNoOrder(call, best, item);
            if (best.IsNull || ItemOrder.Instance.Compare(item, best) * sign > 0)
                best = item;
        }
        return best;
    }

    /// <summary>The sum of the numbers in the list; 0 if there are none.</summary>
    /// <example><![CDATA[
    /// {{ [1, 2, 3.5] | array.sum }} -> 6.5
    /// {{ [{mb: 512}, {mb: 256}] | array.map "mb" | array.sum }} -> 768
    /// {{ [] | array.sum }} -> 0
    /// ]]></example>
    private static Value Sum(in Call call)
    {
        var sum = Value.From(0);
        var position = 0;
        foreach (var item in call.Walk(call.List(0) ?? new ScriptArray()))
        {
            ExpectPresent(call, item, position);
            if (!item.IsNumber)
                throw call.Error(0, $"item {position} is of type {Conversions.TypeName(item)}, not a number");
            sum = call.Interpreter.Operate(BinaryOperator.Add, sum, item, call.Site);
            position++;
        }
        return sum;
    }

    private static void ExpectPresent(in Call call, Value item, int position)
    {
        if (item.IsNull)
            throw call.Error(0, $"item {position} is null", "'array.compact' leaves nulls out");
    }

    /// <summary>An object with an array of items for each value of a member, which may be a dotted path.</summary>
    /// <example><![CDATA[
    /// {{ [{n: 1, os: "ubuntu"}, {n: 2, os: "debian"}, {n: 3, os: "ubuntu"}] | array.group_by "os" | object.keys }} -> ["ubuntu", "debian"]
    /// {{ g = [{n: 1, up: true}, {n: 2, up: true}] | array.group_by "up"; g["true"] | array.map "n" }} -> [1, 2]
    /// ]]></example>
    private static Value GroupBy(in Call call)
    {
        var groups = new ScriptObject();
        var position = 0;
        foreach (var item in call.Walk(call.List(0) ?? new ScriptArray()))
        {
            var key = Key(call, item, position++);
            if (!groups.TryGet(key, out var group))
                groups.Set(key, group = Value.From(new ScriptArray()));
            group.AsArray().Add(item);
        }
        return Value.From(groups);
    }

    /// <summary>An object with the item for each value of a member, which may be a dotted path; the same value twice is an error.</summary>
    /// <example><![CDATA[
    /// {{ nodes = [{name: "web", ip: "10.0.0.1"}, {name: "db", ip: "10.0.0.2"}] | array.index_by "name"; nodes.db.ip }} -> 10.0.0.2
    /// ]]></example>
    private static Value IndexBy(in Call call)
    {
        var index = new ScriptObject();
        var position = 0;
        foreach (var item in call.Walk(call.List(0) ?? new ScriptArray()))
        {
            var key = Key(call, item, position);
            if (index.ContainsKey(key))
                throw call.Error(0, $"item {position} has the same {call.Quote(1)} as an earlier one", "'array.group_by' keeps all of them");
            index.Set(key, item);
            position++;
        }
        return Value.From(index);
    }

    private static string Key(in Call call, Value item, int position)
    {
        var path = call.PlainText(1) ?? throw call.Error(1, $"'{call.Function.Name}' needs the name of a member");
        if (!MemberPath.TryFollow(item, path, out var key))
            throw call.Error(1, $"item {position} has no member {call.Quote(1)}");
        if (call.Interpreter.ContainsSecret(key))
            throw call.Error(1, $"{call.Quote(1)} of item {position} is secret and cannot be a key");
        if (key.Kind is ValueKind.Null or ValueKind.Empty or >= ValueKind.Array)
            throw call.Error(1, key.IsNull
                ? $"{call.Quote(1)} of item {position} is null and cannot be a key"
                : $"{call.Quote(1)} of item {position} is of type {Conversions.TypeName(key)} and cannot be a key");
        var text = call.Interpreter.Print(key);
        CountText(call, text);
        return text.RevealText();
    }
}
