using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <content>Functions that look up, choose and combine members.</content>
internal static partial class ObjectFunctions
{
    /// <summary>Whether the object has that member, be its value null.</summary>
    /// <example><![CDATA[
    /// {{ {a: null} | object.has_key "a" }} -> true
    /// {{ {a: null} | object.has_key "b" }} -> false
    /// ]]></example>
    private static Value HasKey(in Call call) => Value.From(TryGetMember(call, out _));

    /// <summary>Whether the object has that member, and its value is not null.</summary>
    /// <example><![CDATA[
    /// {{ {a: 1} | object.has_value "a" }} -> true
    /// {{ {a: null} | object.has_value "a" }} -> false
    /// ]]></example>
    private static Value HasValue(in Call call) => Value.From(TryGetMember(call, out var value) && !value.IsNull);

    private static bool TryGetMember(in Call call, out Value value)
    {
        value = default;
        return Members(call, 0) is { } members && call.PlainText(1) is { } key && members.TryGet(key, out value);
    }

    /// <summary>The names of the members in their order.</summary>
    /// <example><![CDATA[{{ {b: 1, a: 2} | object.keys }} -> ["b", "a"]]]></example>
    private static Value Keys(in Call call)
    {
        var members = Members(call, 0) ?? [];
        call.ReserveItems(members.Count);
        var keys = new ScriptArray(members.Count);
        foreach (var key in members.Keys)
            keys.Add(Value.From(key));
        return Value.From(keys);
    }

    /// <summary>The values of the members in their order.</summary>
    /// <example><![CDATA[{{ {b: 1, a: 2} | object.values }} -> [1, 2]]]></example>
    private static Value Values(in Call call)
    {
        var members = Members(call, 0) ?? [];
        call.ReserveItems(members.Count);
        var values = new ScriptArray(members.Count);
        foreach (var value in members.Values)
            values.Add(value);
        return Value.From(values);
    }

    /// <summary>
    /// A new object with the members of both, where those of the second win; with <c>deep</c>, objects that both have under
    /// the same name are merged in the same way. Lists are replaced, not joined. A null operand is skipped.
    /// </summary>
    /// <example><![CDATA[
    /// {{ object.merge {a: 1, b: 2} {b: 3, c: 4} }} -> {a: 1, b: 3, c: 4}
    /// {{ {tls: {port: 443, min: 1.2}} | object.merge {tls: {port: 8443}} deep: true }} -> {tls: {port: 8443, min: 1.2}}
    /// ]]></example>
    private static Value Merge(in Call call)
    {
        var (first, second) = (Members(call, 0), Members(call, 1));
        if (first is null && second is null)
            return Value.Null;
        return Value.From(Merge(call, first ?? [], second ?? [], call.Bool(2), depth: 0));
    }

    private static ScriptObject Merge(in Call call, ScriptObject first, ScriptObject second, bool deep, int depth)
    {
        const int DeepestNesting = 64;
        if (depth > DeepestNesting)
            throw call.Error($"the objects are nested deeper than {DeepestNesting} levels");
        call.ReserveMembers((long)first.Count + second.Count);
        var merged = new ScriptObject(first.Count + second.Count);
        foreach (var (name, value) in first)
            merged.Set(name, value);
        foreach (var (name, value) in second)
        {
            var both = deep && merged.TryGet(name, out var old) && old.Kind == ValueKind.Object && value.Kind == ValueKind.Object
                ? Merge(call, old.AsObject(), value.AsObject(), deep, depth + 1)
                : null;
            merged.Set(name, both is null ? value : Value.From(both));
        }
        return merged;
    }

    /// <summary>A new object with only the members named, one by one or in lists; each of them has to be there.</summary>
    /// <example><![CDATA[
    /// {{ {a: 1, b: 2, c: 3} | object.pick "c" "a" }} -> {c: 3, a: 1}
    /// {{ {a: 1, b: 2, c: 3} | object.pick ["a", "b"] }} -> {a: 1, b: 2}
    /// ]]></example>
    private static Value Pick(in Call call)
    {
        if (Members(call, 0) is not { } members)
            return Value.Null;
        var picked = new ScriptObject();
        for (var argument = 1; argument < call.Count; argument++)
        {
            foreach (var name in Names(call, argument))
                picked.Set(name, members.TryGet(name, out var value) ? value : throw HasNoMember(call, argument, name, members));
        }
        return Value.From(picked);
    }

    private static TemplateException HasNoMember(in Call call, int argument, string name, ScriptObject members) => call.Error(
        argument,
        call[argument].IsText
            ? $"the object has no member {call.Quote(argument)}"
            : $"the object does not have all of the members {call.Quote(argument)}",
        Suggestions.Hint(name, members.Select(static member => member.Key)));

    /// <summary>A new object without the members named, one by one or in lists.</summary>
    /// <example><![CDATA[
    /// {{ {a: 1, b: 2, c: 3} | object.omit "b" }} -> {a: 1, c: 3}
    /// {{ {a: 1, b: 2, c: 3} | object.omit ["a", "b", "x"] }} -> {c: 3}
    /// ]]></example>
    private static Value Omit(in Call call)
    {
        if (Members(call, 0) is not { } members)
            return Value.Null;
        var omitted = new HashSet<string>(StringComparer.Ordinal);
        for (var argument = 1; argument < call.Count; argument++)
            omitted.UnionWith(Names(call, argument));
        call.ReserveMembers(members.Count);
        var rest = new ScriptObject();
        foreach (var (name, value) in members)
        {
            if (!omitted.Contains(name))
                rest.Set(name, value);
        }
        return Value.From(rest);
    }

    // One name, or a list of them.
    private static List<string> Names(in Call call, int index)
    {
        if (call[index].As<ScriptList>() is not { } list)
            return call.PlainText(index) is { } name ? [name] : [];
        _ = call.PlainText(index);
        var names = new List<string>();
        foreach (var item in call.Walk(list))
            names.Add(call.Interpreter.Print(item).RevealText());
        return names;
    }

    /// <summary>
    /// The value at a dotted path, in which numbers are positions in lists; the default, if there is one, where the path
    /// leads nowhere.
    /// </summary>
    /// <example><![CDATA[
    /// {{ {net: {dns: ["9.9.9.9"]}} | object.path "net.dns.0" }} -> 9.9.9.9
    /// {{ {net: {}} | object.path "net.mtu" 1500 }} -> 1500
    /// ]]></example>
    private static Value Path(in Call call)
    {
        var path = call.PlainText(1) ?? throw call.Error(1, "'object.path' needs a path such as 'a.b.c'");
        if (MemberPath.TryFollow(call[0], path, out var value, out var reached))
            return value;
        if (call.Has(2))
            return call[2];
        var names = value.As<ScriptObject>()?.Select(static member => member.Key) ?? [];
        var hint = Suggestions.Hint(path.Split('.')[reached], names);
        throw call.Error(1, $"{call.Quote(1)} leads nowhere: there is no part {reached + 1}", hint);
    }

    // An object, the empty one included, or null.
    private static ScriptObject? Members(in Call call, int index) => call[index].Kind == ValueKind.Empty ? [] : call.Object(index);
}
