using Converge.Language.Templates.Runtime;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <content>Functions that make a list with other items than the one they were given, which stays as it is.</content>
internal static partial class ArrayFunctions
{
    /// <summary>A copy with the value at its end; null counts as an empty list.</summary>
    /// <example><![CDATA[
    /// {{ [1, 2] | array.add 3 }} -> [1, 2, 3]
    /// {{ null | array.add 1 }} -> [1]
    /// ]]></example>
    private static Value Add(in Call call)
    {
        var items = Copy(call, call.List(0), more: 1);
        items.Add(call[1]);
        return Value.From(items);
    }

    /// <summary>The items of both lists; as <c>array.concat</c>.</summary>
    /// <example><![CDATA[{{ [1, 2] | array.add_range [3, 4] }} -> [1, 2, 3, 4]]]></example>
    private static Value AddRange(in Call call) => Concat(call);

    /// <summary>The items of both lists; a null operand is skipped, and two of them give null.</summary>
    /// <example><![CDATA[
    /// {{ [1, 2] | array.concat [3, 4] }} -> [1, 2, 3, 4]
    /// {{ null | array.concat [1] }} -> [1]
    /// ]]></example>
    private static Value Concat(in Call call)
    {
        var (first, second) = (call.List(0), call.List(1));
        if (first is null && second is null)
            return Value.Null;
        return Value.From(ScriptRange.Lazy(Items(call.Interpreter, first ?? new ScriptArray(), second ?? new ScriptArray())));

        static IEnumerable<Value> Items(Interpreter interpreter, ScriptList first, ScriptList second) =>
            interpreter.Walk(first).Concat(interpreter.Walk(second));
    }

    /// <summary>The items that are not null.</summary>
    /// <example><![CDATA[{{ [1, null, 3] | array.compact }} -> [1, 3]]]></example>
    private static Value Compact(in Call call) =>
        Lazy(call, call.List(0), static items => items.Where(static item => !item.IsNull));

    /// <summary>At most so many items from the start.</summary>
    /// <example><![CDATA[{{ [4, 5, 6] | array.limit 2 }} -> [4, 5]]]></example>
    private static Value Limit(in Call call)
    {
        var count = call.Int(1);
        return Lazy(call, call.List(0), items => items.Take(count));
    }

    /// <summary>The items from a position on.</summary>
    /// <example><![CDATA[{{ [4, 5, 6] | array.offset 1 }} -> [5, 6]]]></example>
    private static Value Offset(in Call call)
    {
        var index = call.Int(1);
        return Lazy(call, call.List(0), items => items.Skip(index));
    }

    /// <summary>The items from the last to the first.</summary>
    /// <example><![CDATA[
    /// {{ [1, 2, 3] | array.reverse }} -> [3, 2, 1]
    /// {{ "abc" | array.reverse | array.join "" }} -> cba
    /// ]]></example>
    private static Value Reverse(in Call call) => Lazy(call, call.List(0) ?? new ScriptArray(), static items => items.Reverse());

    /// <summary>The items without those that are equal to an earlier one.</summary>
    /// <example><![CDATA[{{ ["b", "a", "b"] | array.uniq }} -> ["b", "a"]]]></example>
    private static Value Uniq(in Call call)
    {
        var interpreter = call.Interpreter;
        return Lazy(call, call.List(0), items => items.Select(item => Counted(interpreter, item)).Distinct(ItemEquality.Instance));

        static Value Counted(Interpreter interpreter, Value item)
        {
            if (item.IsText)
                interpreter.ReserveText(item.RevealText().Length);
            return item;
        }
    }

    /// <summary>That member of each item which has it; of an object, of its pairs of <c>key</c> and <c>value</c>.</summary>
    /// <example><![CDATA[
    /// {{ [{name: "web"}, {name: "db"}, {}] | array.map "name" }} -> ["web", "db"]
    /// {{ {a: 1, b: 2} | array.map "key" }} -> ["a", "b"]
    /// ]]></example>
    private static Value Map(in Call call)
    {
        var name = call.PlainText(1);
        if (call[0].IsNull || name is null)
            return Value.From(ScriptRange.Lazy([]));
        var list = Conversions.ToList(call[0]) ?? new ScriptArray([call[0]]);
        return Lazy(call, list, items => Members(items, name));

        static IEnumerable<Value> Members(IEnumerable<Value> items, string name)
        {
            foreach (var item in items)
            {
                if (MemberPath.TryGet(item, name, out var member))
                    yield return member;
            }
        }
    }

    /// <summary>
    /// A copy with the value before that position; the gap to a position behind the end is filled with null, and a negative
    /// one means the start.
    /// </summary>
    /// <example><![CDATA[
    /// {{ ["a", "c"] | array.insert_at 1 "b" }} -> ["a", "b", "c"]
    /// {{ [1] | array.insert_at 3 4 }} -> [1, null, null, 4]
    /// ]]></example>
    private static Value InsertAt(in Call call)
    {
        var index = Math.Max(0, call.Int(1));
        var items = Copy(call, call.List(0), more: 1);
        if (index < items.Count)
        {
            items.Insert(index, call[2]);
            return Value.From(items);
        }
        call.ReserveItems(index + 1L);
        items.Set(index, call[2]);
        return Value.From(items);
    }

    /// <summary>
    /// A copy without the item at that position; a negative one counts from the end, and outside of the list nothing is
    /// removed.
    /// </summary>
    /// <example><![CDATA[
    /// {{ [4, 5, 6] | array.remove_at 1 }} -> [4, 6]
    /// {{ [4, 5, 6] | array.remove_at (-1) }} -> [4, 5]
    /// ]]></example>
    private static Value RemoveAt(in Call call)
    {
        var items = Copy(call, call.List(0));
        long index = call.Int(1);
        if (index < 0)
            index += items.Count;
        if (index >= 0 && index < items.Count)
            items.RemoveAt((int)index);
        return Value.From(items);
    }

    /// <summary>The items of the list and, in their places, the items of the lists in it, however deep.</summary>
    /// <example><![CDATA[{{ [1, [2, [3]], []] | array.flatten }} -> [1, 2, 3]]]></example>
    private static Value Flatten(in Call call)
    {
        if (call.List(0) is not { } list)
            return Value.Null;
        var items = new ScriptArray();
        Flatten(call, list, items, depth: 0);
        return Value.From(items);
    }

    private static void Flatten(in Call call, ScriptList list, ScriptArray into, int depth)
    {
        const int DeepestNesting = 64;
        if (depth > DeepestNesting)
            throw call.Error(0, $"the lists are nested deeper than {DeepestNesting} levels");
        foreach (var item in call.Walk(list))
        {
            if (item.As<ScriptList>() is { } inner)
                Flatten(call, inner, into, depth + 1);
            else
                call.Add(into, item);
        }
    }

    /// <summary>Pairs of the items at the same position in both lists, as many as the shorter one has.</summary>
    /// <example><![CDATA[{{ ["a", "b", "c"] | array.zip [1, 2] }} -> [["a", 1], ["b", 2]]]]></example>
    private static Value Zip(in Call call)
    {
        if (call.List(0) is not { } first || call.List(1) is not { } second)
            return Value.Null;
        var pairs = new ScriptArray();
        foreach (var (left, right) in call.Walk(first).Zip(call.Walk(second)))
            call.Add(pairs, Value.From(new ScriptArray([left, right])));
        return Value.From(pairs);
    }

    // Reads the list only when the result is read; null stays null.
    private static Value Lazy(in Call call, ScriptList? list, Func<IEnumerable<Value>, IEnumerable<Value>> change) =>
        list is null ? Value.Null : Value.From(ScriptRange.Lazy(change(call.Interpreter.Walk(list))));

    private static ScriptArray Copy(in Call call, ScriptList? list, int more = 0)
    {
        if (list is ScriptArray array)
        {
            call.ReserveItems((long)array.Count + more);
            var copy = new ScriptArray(array.Count + more);
            foreach (var item in array.AsSpan())
                copy.Add(item);
            return copy;
        }
        var items = new ScriptArray();
        foreach (var item in call.Walk(list ?? new ScriptArray()))
            call.Add(items, item);
        call.ReserveItems((long)items.Count + more);
        return items;
    }
}
