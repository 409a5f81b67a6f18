using System.Runtime.CompilerServices;
using Converge.Language.Text;
using Converge.Language.Templates.Syntax;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <summary>A place where plain names live: an object context, or the parameters of a function.</summary>
internal sealed class Scope(ScriptObject members, Scope? outer)
{
    public readonly ScriptObject Members = members;

    /// <summary>The next object context; parameters have none.</summary>
    public readonly Scope? Outer = outer;

    /// <summary>The innermost open loop; its variable hides a member of the same name.</summary>
    public LoopFrame? Loops;

    /// <returns><see cref="Value.Missing"/> if the name is not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Value Find(string name, ref KeyHint hint)
    {
        for (var loop = Loops; loop is not null; loop = loop.Outer)
        {
            if (!loop.Names.MayHave(hint.Mark))
                continue;
            if (loop.Name == name)
                return loop.Value;
            if (loop.Word == name)
                return Value.From(loop.AsObject());
        }
        return Members.Find(name, ref hint);
    }
}

/// <summary>Where <c>$names</c> live; nothing inherits it.</summary>
internal sealed class LocalScope
{
    public ScriptObject? Members;

    /// <summary>The innermost open loop over a local variable.</summary>
    public LoopFrame? Loops;
}

/// <summary>A page, an include, or a call of a function.</summary>
internal sealed class Frame(Frame? caller, bool isNamed)
{
    public readonly Frame? Caller = caller;

    /// <summary>What is called by name does not see the parameters of its callers.</summary>
    public readonly bool IsNamed = isNamed;

    public Scope? Parameters;

    /// <summary><c>$</c>; made when it is asked for.</summary>
    public ScriptArray? Arguments;

    /// <summary>What <c>$$</c> runs.</summary>
    public WrappedBody? Wrapped;
}

/// <param name="Outer">What <c>$$</c> means inside the body itself.</param>
internal sealed record WrappedBody(StatementList Statements, SourceText Source, WrappedBody? Outer);

/// <summary>An open loop.</summary>
internal sealed class LoopFrame(LoopKind kind, Statement statement)
{
    private ScriptObject? _object;

    public readonly LoopKind Kind = kind;

    /// <summary>The name under which its state can be read.</summary>
    public readonly string Word = LoopMembers.Word(kind);

    public readonly Statement Statement = statement;

    public LoopFrame? Outer;

    public LoopFrame? OuterLocal;

    /// <summary>Of the variable and of the word.</summary>
    public KeyMarks Names;

    /// <summary>The name of the variable if it is a plain one.</summary>
    public string? Name;

    /// <summary>The name of the variable if it is a local one.</summary>
    public string? LocalName;

    public Value Value;

    /// <summary>The item before; to tell whether it changed.</summary>
    public Value Previous;

    public int Index;

    public bool IsLast;

    /// <summary>What it runs over; a lazy source is counted when somebody asks.</summary>
    public ScriptList? Items;

    public int Column;

    public Value Member(string name) => name switch
    {
        "index" => Value.From(Index),
        "first" => Value.From(Index == 0),
        "even" => Value.From((Index & 1) == 0),
        "odd" => Value.From((Index & 1) == 1),
        "last" => Value.From(IsLast),
        "changed" => Value.From(Index == 0 || Value != Previous),
        "col" => Value.From(Column),
        "length" => Value.From(Items!.Count),
        _ => Value.From(Items!.Count - Index - 1),
    };

    public void MoveTo(Value item)
    {
        Previous = Value;
        Value = item;
        Refresh();
    }

    /// <summary>After each step: whoever holds the object sees the loop move on.</summary>
    public void Refresh()
    {
        if (_object is not null)
            Fill(_object);
    }

    /// <summary>The state of the loop as a value.</summary>
    public ScriptObject AsObject() => _object ??= Fill([]);

    private ScriptObject Fill(ScriptObject target)
    {
        foreach (var name in LoopMembers.Of(Kind))
            target.Set(name, Member(name));
        return target;
    }
}
