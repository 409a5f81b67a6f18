using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <summary>How the mark of a secret spreads.</summary>
internal static class Secrets
{
    private const int DeepestNesting = 64;

    /// <summary>Whether the value is, or holds at any depth, a secret.</summary>
    public static bool Contains(Value value) => Contains(value, 0);

    /// <summary>The value with every text in it made secret. What may be shared is copied.</summary>
    public static Value Mark(Value value) => Mark(value, 0);

    private static bool Contains(Value value, int depth)
    {
        switch (value.Kind)
        {
            case ValueKind.Secret:
                return true;
            case ValueKind.Array or ValueKind.Range:
                foreach (var item in value.As<ScriptList>()!)
                {
                    if (item.Kind >= ValueKind.Secret && Contains(item, Deeper(depth)))
                        return true;
                }
                return value.As<ScriptArray>()?.Properties is { } properties && Contains(Value.From(properties), Deeper(depth));
            case ValueKind.Object:
                foreach (var item in value.AsObject().Values)
                {
                    if (item.Kind >= ValueKind.Secret && Contains(item, Deeper(depth)))
                        return true;
                }
                return false;
            default:
                return false;
        }
    }

    private static Value Mark(Value value, int depth)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                return Value.Text(value.AsString(), secret: true);
            case ValueKind.Array or ValueKind.Range:
                var items = new ScriptArray();
                foreach (var item in value.As<ScriptList>()!)
                    items.Add(Mark(item, Deeper(depth)));
                return value.Kind == ValueKind.Array ? Value.From(items) : Value.From(ScriptRange.Lazy(items));
            case ValueKind.Object:
                var members = new ScriptObject(value.AsObject().Count);
                foreach (var (key, member) in value.AsObject())
                    members.Set(key, Mark(member, Deeper(depth)));
                return Value.From(members);
            default:
                return value;
        }
    }

    private static int Deeper(int depth) =>
        depth < DeepestNesting ? depth + 1 : throw new LimitException($"a value is nested deeper than {DeepestNesting} levels");
}
