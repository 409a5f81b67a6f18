using System.Collections.Immutable;
using System.Text;
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

    /// <summary>Reads a path as a query has it.</summary>
    /// <returns>Null if a name in it is empty.</returns>
    public static Field? TryParse(SourceText source, int start, int length)
    {
        ArgumentNullException.ThrowIfNull(source);
        var (path, name) = (new List<string>(), new StringBuilder());
        for (var position = start; position <= start + length; position++)
        {
            if (position < start + length && source.Text[position] != '.')
            {
                if (source.Text[position] == '\\' && position + 1 < start + length)
                    position++;
                name.Append(source.Text[position]);
                continue;
            }
            if (name.Length == 0)
                return null;
            path.Add(name.ToString());
            name.Clear();
        }
        return new(path) { Place = new(source, start, length) };
    }

    /// <summary>What a node has there, null if nothing; of a list on the way what its items have.</summary>
    public Value Read(NodeDocument node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return IsName ? Value.From(node.Name) : Read(Value.From(node.Fields), Path.AsSpan(), 0);
    }

    private static Value Read(Value value, ReadOnlySpan<string> path, int lists)
    {
        if (path.IsEmpty)
            return value;
        if (value.As<ScriptObject>() is { } members)
            return members.TryGet(path[0], out var inner) ? Read(inner, path[1..], lists) : Value.Null;
        var found = new ScriptArray();
        for (var index = 0; lists < DeepestList && value.As<ScriptList>()?.TryGet(index, out var item) == true; index++)
        {
            if (Read(item, path, lists + 1) is { IsNull: false } part)
                found.Add(part);
        }
        return found.IsEmpty ? Value.Null : Value.From(found);
    }

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
