using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>Lists: arrays, ranges, and what functions give. A function never changes the list it is given.</summary>
/// <content>Those that look at a list or walk it.</content>
internal static partial class ArrayFunctions
{
    public static readonly ScriptObject Group = Builtins.Members(
        new("array", "add", "list value", Add, BuiltinTraits.Moves),
        new("array", "add_range", "list1 list2", AddRange, BuiltinTraits.Moves),
        new("array", "any", "list function args...", Any),
        new("array", "compact", "list", Compact, BuiltinTraits.Moves),
        new("array", "concat", "list1 list2", Concat, BuiltinTraits.Moves),
        new("array", "contains", "list item", Contains),
        new("array", "cycle", "list group?", Cycle, BuiltinTraits.Moves),
        new("array", "each", "list function", Each, BuiltinTraits.Moves),
        new("array", "filter", "list function", Filter, BuiltinTraits.Moves),
        new("array", "first", "list", First, BuiltinTraits.Moves),
        new("array", "flatten", "list", Flatten, BuiltinTraits.Moves),
        new("array", "group_by", "list member", GroupBy, BuiltinTraits.Moves),
        new("array", "index_by", "list member", IndexBy, BuiltinTraits.Moves),
        new("array", "insert_at", "list index value", InsertAt, BuiltinTraits.Moves),
        new("array", "join", "list delimiter function?", Join),
        new("array", "last", "list", Last, BuiltinTraits.Moves),
        new("array", "limit", "list count", Limit, BuiltinTraits.Moves),
        new("array", "map", "list member", Map, BuiltinTraits.Moves),
        new("array", "max", "list", Max, BuiltinTraits.Moves),
        new("array", "min", "list", Min, BuiltinTraits.Moves),
        new("array", "offset", "list index", Offset, BuiltinTraits.Moves),
        new("array", "remove_at", "list index", RemoveAt, BuiltinTraits.Moves),
        new("array", "reverse", "list", Reverse, BuiltinTraits.Moves),
        new("array", "size", "list", Size),
        new("array", "sort", "list member?", Sort, BuiltinTraits.Moves),
        new("array", "sum", "list", Sum),
        new("array", "uniq", "list", Uniq, BuiltinTraits.Moves),
        new("array", "zip", "list1 list2", Zip, BuiltinTraits.Moves));

    /// <summary>The first item, or null if there is none.</summary>
    /// <example><![CDATA[
    /// {{ [4, 5, 6] | array.first }} -> 4
    /// {{ "abc" | array.first }} -> a
    /// {{ ([] | array.first) == null }} -> true
    /// ]]></example>
    private static Value First(in Call call)
    {
        if (call.List(0) is { } list)
        {
            foreach (var item in call.Walk(list))
                return item;
        }
        return Value.Null;
    }

    /// <summary>The last item, or null if there is none.</summary>
    /// <example><![CDATA[{{ [4, 5, 6] | array.last }} -> 6]]></example>
    private static Value Last(in Call call)
    {
        var last = Value.Null;
        if (call.List(0) is not { } list)
            return last;
        if (list is ScriptArray array)
            return array.TryGet(array.Count - 1, out last) ? last : Value.Null;
        foreach (var item in call.Walk(list))
            last = item;
        return last;
    }

    /// <summary>The number of items; 0 for null.</summary>
    /// <example><![CDATA[
    /// {{ [4, 5, 6] | array.size }} -> 3
    /// {{ 1..10 | array.size }} -> 10
    /// {{ null | array.size }} -> 0
    /// ]]></example>
    private static Value Size(in Call call) => Value.From(call[0].Kind switch
    {
        ValueKind.String or ValueKind.Secret => call[0].RevealText().Length,
        ValueKind.Object => call[0].AsObject().Count,
        _ => call.List(0)?.Count ?? 0,
    });

    /// <summary>Whether the list has an item of the same type and value; arrays and objects are the same only if they are one.</summary>
    /// <example><![CDATA[
    /// {{ [1, 2, 3] | array.contains 3 }} -> true
    /// {{ [1, 2, 3] | array.contains 3.0 }} -> false
    /// {{ ["a", "b"] | array.contains "A" }} -> false
    /// ]]></example>
    private static Value Contains(in Call call)
    {
        if (call.List(0) is { } list)
        {
            foreach (var item in call.Walk(list))
            {
                CountText(call, item);
                if (ItemEquality.Instance.Equals(item, call[1]))
                    return Value.True;
            }
        }
        return Value.False;
    }

    /// <summary>Whether the function, called with an item and the further arguments, returns true for at least one item.</summary>
    /// <example><![CDATA[
    /// {{ ["web1", "db1"] | array.any @string.contains "db" }} -> true
    /// {{ [1, 2] | array.any @(do; ret $0 > 2; end) }} -> false
    /// ]]></example>
    private static Value Any(in Call call)
    {
        var function = call.Callback(1);
        if (call.List(0) is not { } list)
            return Value.False;
        Value[] arguments = [Value.Null, .. call.Rest(2)];
        foreach (var item in call.Walk(list))
        {
            arguments[0] = item;
            if (call.Invoke(function, arguments) == Value.True)
                return Value.True;
        }
        return Value.False;
    }

    /// <summary>The results of the function for each item.</summary>
    /// <example><![CDATA[
    /// {{ [1, 2, 3] | array.each @(do; ret $0 * 10; end) }} -> [10, 20, 30]
    /// {{ ["a", "b"] | array.each @string.upcase }} -> ["A", "B"]
    /// ]]></example>
    private static Value Each(in Call call)
    {
        var function = call.Callback(1);
        if (call.List(0) is not { } list)
            return Value.Null;
        var results = new ScriptArray();
        foreach (var item in call.Walk(list))
            call.Add(results, call.Invoke(function, item));
        return Value.From(ScriptRange.Lazy(results));
    }

    /// <summary>The items for which the function returns neither null nor false.</summary>
    /// <example><![CDATA[{{ [1, 5, 2, 6] | array.filter @(do; ret $0 > 3; end) }} -> [5, 6]]]></example>
    private static Value Filter(in Call call)
    {
        var function = call.Callback(1);
        if (call.List(0) is not { } list)
            return Value.Null;
        var results = new ScriptArray();
        foreach (var item in call.Walk(list))
        {
            if (call.Invoke(function, item).IsTrue)
                call.Add(results, item);
        }
        return Value.From(ScriptRange.Lazy(results));
    }

    /// <summary>The texts of the items with the delimiter between them, each text passed through the function if there is one.</summary>
    /// <example><![CDATA[
    /// {{ ["10.0.0.1", "10.0.0.2"] | array.join ", " }} -> 10.0.0.1, 10.0.0.2
    /// {{ [1, 2] | array.join " " @string.literal }} -> "1" "2"
    /// ]]></example>
    private static Value Join(in Call call) =>
        call.List(0) is { } list ? Join(call, list, call[1], call[2].IsNull ? null : call.Callback(2)) : Value.EmptyString;

    private static Value Join(in Call call, ScriptList list, Value delimiter, FunctionValue? function)
    {
        var between = call.Interpreter.Print(delimiter);
        using var text = new TextBuffer(call.Limits.TextLength) { IsSecret = between.IsSecret };
        var first = true;
        foreach (var item in call.Walk(list))
        {
            if (!first)
                text.Append(between.RevealText());
            first = false;
            var part = call.Interpreter.Print(item);
            if (function is not null)
                part = call.Interpreter.Print(call.Invoke(function, part));
            text.IsSecret |= part.IsSecret;
            text.Append(part.RevealText());
        }
        return text.ToValue();
    }

    /// <summary>
    /// The next item at each call, from the start again after the last; calls with the same list or the same group share
    /// one position.
    /// </summary>
    /// <example><![CDATA[
    /// {{ for i in 1..4; array.cycle ["odd ", "even"]; end }} -> odd evenodd even
    /// {{ for i in 1..3; array.cycle ["a", "b"] "x"; array.cycle ["c", "d"] "y"; end }} -> acbdac
    /// ]]></example>
    private static Value Cycle(in Call call)
    {
        if (call.List(0) is not { } list)
            return Value.Null;
        var items = list as ScriptArray ?? Copy(call, list);
        if (items.Count == 0)
            return Value.Null;
        var group = call[1].IsNull ? Join(call, items, Value.From(","), null) : call.Interpreter.Print(call[1]);
        CountText(call, group);
        var position = call.Interpreter.Cycles.GetValueOrDefault(group.RevealText()) % items.Count;
        call.Interpreter.Cycles[group.RevealText()] = position + 1;
        return items[position];
    }

    // Hashing or comparing a long text is as much work as making it.
    private static void CountText(in Call call, Value item)
    {
        if (item.IsText)
            call.Reserve(item.RevealText().Length);
    }
}
