using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <summary>How the mark of a secret spreads. Containers may be shared or contain themselves; each is looked at once.</summary>
internal static class Secrets
{
    private const int DeepestNesting = 64;

    /// <summary>Whether the value is, or holds at any depth, a secret.</summary>
    public static bool Contains(Value value) => value.Kind >= ValueKind.Secret && new Search().Contains(value, 0);

    /// <summary>The value with every text in it made secret. What may be shared is copied.</summary>
    public static Value Mark(Value value) => value.Kind == ValueKind.String
        ? Value.Text(value.AsString(), secret: true)
        : new Marking().Mark(value, 0);

    private static int Deeper(int depth) =>
        depth < DeepestNesting ? depth + 1 : throw new LimitException($"a value is nested deeper than {DeepestNesting} levels");

    private struct Search
    {
        // Most data is a small tree; remembering what was seen starts to pay where something is shared many times.
        private const int RememberAfter = 1000;

        private int _containers;
        private HashSet<Boxed>? _seen;

        public bool Contains(Value value, int depth)
        {
            switch (value.Kind)
            {
                case ValueKind.Secret:
                    return true;
                case ValueKind.Array:
                    var array = value.AsArray();
                    return IsNew(array) && (Contains(array.AsSpan(), depth) || (array.Properties is { } properties && Contains(properties.Values, depth)));
                case ValueKind.Object:
                    return IsNew(value.AsObject()) && Contains(value.AsObject().Values, depth);
                case ValueKind.Range:
                    return Contains(value.AsRange(), depth);
                default:
                    return false;
            }
        }

        private bool Contains(ReadOnlySpan<Value> items, int depth)
        {
            foreach (var item in items)
            {
                if (item.Kind >= ValueKind.Secret && Contains(item, Deeper(depth)))
                    return true;
            }
            return false;
        }

        private bool Contains(ScriptRange range, int depth)
        {
            if (range.IsOfIntegers)
                return false;
            foreach (var item in range)
            {
                if (item.Kind >= ValueKind.Secret && Contains(item, Deeper(depth)))
                    return true;
            }
            return false;
        }

        private bool IsNew(Boxed container)
        {
            if (++_containers < RememberAfter)
                return true;
            _seen ??= new(ReferenceEqualityComparer.Instance);
            return _seen.Add(container);
        }
    }

    private readonly struct Marking()
    {
        private readonly Dictionary<Boxed, Value> _marked = new(ReferenceEqualityComparer.Instance);

        public Value Mark(Value value, int depth)
        {
            switch (value.Kind)
            {
                case ValueKind.String:
                    return Value.Text(value.AsString(), secret: true);
                case ValueKind.Array or ValueKind.Range or ValueKind.Object:
                    var container = value.As<Boxed>()!;
                    if (!_marked.TryGetValue(container, out var marked))
                        _marked[container] = marked = Copy(value, Deeper(depth));
                    return marked;
                default:
                    return value;
            }
        }

        private Value Copy(Value value, int depth)
        {
            if (value.Kind == ValueKind.Object)
            {
                var members = new ScriptObject(value.AsObject().Count);
                foreach (var (key, member) in value.AsObject())
                    members.Set(key, Mark(member, depth));
                return Value.From(members);
            }
            var items = new ScriptArray();
            foreach (var item in value.As<ScriptList>()!)
                items.Add(Mark(item, depth));
            if (value.Kind == ValueKind.Range)
                return Value.From(ScriptRange.Lazy(items));
            foreach (var (key, member) in value.AsArray().Properties ?? [])
                items.GetOrAddProperties().Set(key, Mark(member, depth));
            return Value.From(items);
        }
    }
}
