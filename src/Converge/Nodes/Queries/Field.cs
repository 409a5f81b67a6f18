using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Nodes.Queries;

/// <summary>A path into the documents of nodes: <c>facts.memory.total</c>.</summary>
public sealed class Field : IEquatable<Field>
{
    // What is nested deeper is not looked at; a list may contain itself.
    private const int DeepestList = 16;

    private readonly string _text;

    /// <param name="path">The names from the outermost one on; <c>role</c> and <c>recipe</c> become the names of the lists.</param>
    public Field(params IEnumerable<string> path)
    {
        Path = [.. path];
        if (Path.IsEmpty)
            throw new ArgumentException("a field has a name", nameof(path));
        if (Path is ["role" or "recipe"])
            Path = [$"{Path[0]}s"];
        _text = QueryText.Print(Path);
    }

    public static Field Name { get; } = new("name");

    public ImmutableArray<string> Path { get; }

    /// <summary>Where it was written.</summary>
    public SourceSpan At => Place.Span;

    internal QueryPlace Place { get; init; }

    internal bool IsName => Path is ["name"];

    /// <summary>Whether any value of the field passes: an item of a list counts as a value, null and an empty list as none.</summary>
    internal bool Any(NodeDocument node, Func<Value, bool> test)
    {
        ArgumentNullException.ThrowIfNull(node);
        return IsName ? test(Value.From(node.Name)) : Any(Value.From(node.Fields), 0, 0, test);
    }

    private bool Any(Value value, int depth, int lists, Func<Value, bool> test)
    {
        while (depth < Path.Length && value.Kind == ValueKind.Object)
        {
            if (!value.AsObject().TryGet(Path[depth++], out value))
                return false;
        }
        if (value.As<ScriptList>() is { } list)
            return lists < DeepestList && AnyItem(list, depth, lists, test);
        return depth == Path.Length && !value.IsNull && test(value);
    }

    private bool AnyItem(ScriptList list, int depth, int lists, Func<Value, bool> test)
    {
        for (var index = 0; list.TryGet(index, out var item); index++)
        {
            if (Any(item, depth, lists + 1, test))
                return true;
        }
        return false;
    }

    public bool Equals(Field? other) => other is not null && _text == other._text;

    public override bool Equals(object? obj) => Equals(obj as Field);

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>As a query has it.</summary>
    public override string ToString() => _text;
}
