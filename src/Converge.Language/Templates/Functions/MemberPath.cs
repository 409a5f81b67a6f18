using System.Globalization;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>Members by a name, or a dotted path, that is itself a value: <c>array.sort "address.city"</c>.</summary>
internal static class MemberPath
{
    public static bool TryGet(Value value, string name, out Value member)
    {
        member = default;
        return value.Kind switch
        {
            ValueKind.Object => value.AsObject().TryGet(name, out member),
            ValueKind.Array or ValueKind.Range => TryGetOfList(value.As<ScriptList>()!, name, out member),
            ValueKind.String or ValueKind.Secret => name == "size" && Found(Value.From(value.RevealText().Length), out member),
            ValueKind.Date => DateMembers.TryGet(value.AsDate(), name, out member),
            ValueKind.TimeSpan => TimespanMembers.TryGet(value.AsTimeSpan(), name, out member),
            _ => false,
        };
    }

    /// <summary>Follows a path; a number in it is a position in a list.</summary>
    /// <param name="member">Where the path leads, or how far it does.</param>
    /// <param name="reached">How many segments were found.</param>
    public static bool TryFollow(Value value, string path, out Value member, out int reached)
    {
        member = value;
        reached = 0;
        foreach (var segment in path.AsSpan().Split('.'))
        {
            if (!TryStep(member, path[segment], out var next))
                return false;
            member = next;
            reached++;
        }
        return true;
    }

    public static bool TryFollow(Value value, string path, out Value member) => TryFollow(value, path, out member, out _);

    private static bool TryStep(Value value, string segment, out Value member)
    {
        if (value.As<ScriptList>() is { } list
            && int.TryParse(segment, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
            return list.TryGet(index < 0 ? list.Count + index : index, out member);
        return TryGet(value, segment, out member);
    }

    private static bool TryGetOfList(ScriptList list, string name, out Value member)
    {
        member = default;
        if ((list as ScriptArray)?.Properties?.TryGet(name, out member) == true)
            return true;
        return name == "size" && Found(Value.From(list.Count), out member);
    }

    private static bool Found(Value value, out Value member)
    {
        member = value;
        return true;
    }
}
