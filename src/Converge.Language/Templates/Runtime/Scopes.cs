using Converge.Language.Text;
using Converge.Language.Templates.Syntax;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <summary>A place where plain names live: an object context, or the parameters of a function.</summary>
internal sealed class Scope(ScriptObject members, Scope? outer)
{
    public ScriptObject Members { get; } = members;

    /// <summary>The next object context; parameters have none.</summary>
    public Scope? Outer { get; } = outer;

    /// <summary>The innermost open loop; its variable hides a member of the same name.</summary>
    public LoopFrame? Loops { get; set; }

    /// <returns><see cref="Value.Missing"/> if the name is not here.</returns>
    public Value Find(string name, ref int hint)
    {
        for (var loop = Loops; loop is not null; loop = loop.Outer)
        {
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
    public ScriptObject? Members { get; set; }

    /// <summary>The innermost open loop over a local variable.</summary>
    public LoopFrame? Loops { get; set; }
}

/// <summary>A page, an include, or a call of a function.</summary>
internal sealed class Frame(Frame? caller, bool isNamed)
{
    public Frame? Caller { get; } = caller;

    /// <summary>What is called by name does not see the parameters of its callers.</summary>
    public bool IsNamed { get; } = isNamed;

    public Scope? Parameters { get; init; }

    /// <summary><c>$</c>; made when it is asked for.</summary>
    public ScriptArray? Arguments { get; set; }

    /// <summary>What <c>$$</c> runs.</summary>
    public WrappedBody? Wrapped { get; set; }
}

/// <param name="Outer">What <c>$$</c> means inside the body itself.</param>
internal sealed record WrappedBody(StatementList Statements, SourceText Source, WrappedBody? Outer);

/// <summary>An open loop.</summary>
internal sealed class LoopFrame(LoopKind kind, Statement statement)
{
    private ScriptObject? _object;

    public LoopKind Kind { get; } = kind;

    /// <summary>The name under which its state can be read.</summary>
    public string Word { get; } = LoopMembers.Word(kind);

    public Statement Statement { get; } = statement;

    public LoopFrame? Outer { get; set; }

    public LoopFrame? OuterLocal { get; set; }

    /// <summary>The name of the variable if it is a plain one.</summary>
    public string? Name { get; set; }

    /// <summary>The name of the variable if it is a local one.</summary>
    public string? LocalName { get; set; }

    public Value Value { get; private set; }

    /// <summary>The item before; to tell whether it changed.</summary>
    public Value Previous { get; private set; }

    public int Index { get; set; }

    public bool IsLast { get; set; }

    /// <summary>Number of iterations; a lazy source is counted when somebody asks.</summary>
    public Func<int>? CountItems { get; set; }

    public int Column { get; set; }

    public Value Member(string name) => name switch
    {
        "index" => Value.From(Index),
        "first" => Value.From(Index == 0),
        "even" => Value.From((Index & 1) == 0),
        "odd" => Value.From((Index & 1) == 1),
        "last" => Value.From(IsLast),
        "changed" => Value.From(Index == 0 || Value != Previous),
        "col" => Value.From(Column),
        "length" => Value.From(CountItems!()),
        _ => Value.From(CountItems!() - Index - 1),
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
