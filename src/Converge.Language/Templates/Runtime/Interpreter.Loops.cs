using System.Runtime.CompilerServices;
using Converge.Language.Templates.Syntax;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <content>Loops.</content>
internal sealed partial class Interpreter
{
    private Flow ExecuteWhile(WhileStatement statement)
    {
        var loop = new LoopFrame(LoopKind.While, statement);
        var scope = Open(loop);
        var flow = Flow.Next;
        while (true)
        {
            _running = statement;
            if (!Evaluate(statement.Condition).IsTrue)
                break;
            Step();
            loop.Refresh();
            flow = Execute(statement.Body);
            if (flow is Flow.Break or Flow.Return)
                break;
            loop.Index++;
        }
        Close(loop, scope);
        return flow == Flow.Return ? flow : Flow.Next;
    }

    private Flow ExecuteFor(ForStatement statement)
    {
        var source = Evaluate(statement.Source);
        var items = source.IsNull ? new ScriptArray() : Conversions.ToList(source)
            ?? throw Error(statement.Source, $"cannot loop over {Describe(source)}", "expected an array, a range, an object or a string");
        if (statement.Parameters != LoopParameters.None)
            items = Window(items, statement.Parameters);
        return statement.Loop == LoopKind.For ? ExecuteFor(statement, items) : ExecuteTableRow(statement, items);
    }

    private int? LoopParameter(Expression? expression, string name)
    {
        if (expression is null)
            return null;
        var value = Evaluate(expression);
        if (!Conversions.TryToInt(value, out var number))
            throw Error(expression, $"'{name}' of a loop must be an integer, not {Describe(value)}");
        return number >= 0 ? number : throw Error(expression, $"'{name}' of a loop cannot be negative");
    }

    /// <summary>Offset, then reversal, then limit.</summary>
    private ScriptList Window(ScriptList items, LoopParameters parameters)
    {
        var offset = LoopParameter(parameters.Offset, "offset") ?? 0;
        var limit = LoopParameter(parameters.Limit, "limit");
        if (offset == 0 && limit is null && !parameters.IsReversed)
            return items;
        var window = new ScriptArray(Copied(items).Skip(offset));
        var result = parameters.IsReversed ? new ScriptArray(window.Reverse()) : window;
        return limit is { } most && most < result.Count ? new ScriptArray(result.Take(most)) : result;
    }

    private Flow ExecuteFor(ForStatement statement, ScriptList items)
    {
        var loop = new LoopFrame(LoopKind.For, statement) { Items = items };
        var scope = Open(loop, statement.Variable);
        var flow = items is ScriptArray array ? LoopOverArray(statement, array, loop) : LoopOverSequence(statement, items, loop);
        Close(loop, scope);
        if (loop.Index == 0 && flow == Flow.Next && statement.Otherwise is not null)
            return Execute(statement.Otherwise);
        return flow == Flow.Return ? flow : Flow.Next;
    }

    private Flow LoopOverArray(ForStatement statement, ScriptArray items, LoopFrame loop)
    {
        var version = items.Version;
        for (var index = 0; index < items.Count; index++)
        {
            loop.IsLast = index == items.Count - 1;
            var flow = Iterate(statement, items[index], loop);
            if (flow != Flow.Next)
                return flow;
            if (items.Version != version)
                throw WasChanged(statement);
        }
        return Flow.Next;
    }

    private TemplateException WasChanged(ForStatement statement) => Error(statement.Source, "the array was changed while a loop runs over it");

    /// <summary>Looks one item ahead to know which one is the last.</summary>
    private Flow LoopOverSequence(ForStatement statement, ScriptList items, LoopFrame loop)
    {
        using var enumerator = items.GetEnumerator();
        var more = enumerator.MoveNext();
        while (more)
        {
            var item = enumerator.Current;
            more = enumerator.MoveNext();
            loop.IsLast = !more;
            var flow = Iterate(statement, item, loop);
            if (flow != Flow.Next)
                return flow;
        }
        return Flow.Next;
    }

    /// <summary>One run of the body; <see cref="Flow.Next"/> means that the loop goes on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Flow Iterate(ForStatement statement, Value item, LoopFrame loop)
    {
        _running = statement;
        Step();
        loop.MoveTo(item);
        if (statement.Variable is MemberExpression or IndexExpression)
            Assign(statement.Variable, item);
        var flow = Run(statement.Body);
        loop.Index++;
        return flow == Flow.Continue ? Flow.Next : flow;
    }

    private Flow ExecuteTableRow(ForStatement statement, ScriptList items)
    {
        var columns = Math.Max(1, LoopParameter(statement.Parameters.Columns, "cols") ?? 1);
        var loop = new LoopFrame(LoopKind.TableRow, statement) { Items = items };
        var scope = Open(loop, statement.Variable);
        var flow = Flow.Next;
        var row = 1;
        var version = (items as ScriptArray)?.Version;
        _output.Write("<tr class=\"row1\">");
        using var enumerator = items.GetEnumerator();
        var more = enumerator.MoveNext();
        while (more)
        {
            var item = enumerator.Current;
            more = enumerator.MoveNext();
            loop.IsLast = !more;
            loop.Column = loop.Index % columns;
            if (loop.Index > 0 && loop.Column == 0)
                _output.Write($"</tr>\n<tr class=\"row{++row}\">");
            _output.Write($"<td class=\"col{loop.Column + 1}\">");
            flow = Iterate(statement, item, loop);
            _output.Write("</td>");
            if (flow != Flow.Next)
                break;
            if ((items as ScriptArray)?.Version != version)
                throw WasChanged(statement);
        }
        _output.Write("</tr>\n");
        Close(loop, scope);
        if (loop.Index == 0 && statement.Otherwise is not null)
            return Execute(statement.Otherwise);
        return flow == Flow.Return ? flow : Flow.Next;
    }

    private Scope Open(LoopFrame loop, PathExpression? variable = null)
    {
        EnsureStack(loop.Statement);
        _openLoops++;
        BeginCounting();
        var scope = WritableScope();
        (loop.Outer, scope.Loops) = (scope.Loops, loop);
        loop.Names.Add(loop.Word);
        if (variable is VariableExpression plain)
            loop.Names.Add(loop.Name = plain.Name);
        if (variable is LocalExpression local)
        {
            loop.LocalName = local.Name;
            (loop.OuterLocal, _locals.Loops) = (_locals.Loops, loop);
        }
        return scope;
    }

    private void Close(LoopFrame loop, Scope scope)
    {
        _openLoops--;
        _counting--;
        scope.Loops = loop.Outer;
        if (loop.LocalName is not null)
            _locals.Loops = loop.OuterLocal;
    }
}
