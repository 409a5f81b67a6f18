using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <summary>How the mark of a secret spreads. Containers may be shared or contain themselves; each is looked at once.</summary>
internal static class Secrets
{
    private const int DeepestNesting = 64;

    /// <summary>The value with every text in it made secret. What may be shared is copied.</summary>
    public static Value Mark(Value value) => value.Kind == ValueKind.String
        ? Value.Text(value.AsString(), secret: true)
        : new Marking().Mark(value, 0);

    private static int Deeper(int depth) =>
        depth < DeepestNesting ? depth + 1 : throw new LimitException($"a value is nested deeper than {DeepestNesting} levels");

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
