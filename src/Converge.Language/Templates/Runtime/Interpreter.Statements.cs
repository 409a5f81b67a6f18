using System.Runtime.CompilerServices;
using Converge.Language.Templates.Syntax;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <content>Statements.</content>
internal sealed partial class Interpreter
{
    private IndentedWriter _output;

    /// <summary>What <c>ret</c> returned.</summary>
    private Value _returned;

    private enum Flow
    {
        Next,
        Break,
        Continue,
        Return,
    }

    /// <summary>A page prints what it returns.</summary>
    private void ExecutePage(StatementList page)
    {
        var flow = Execute(page);
        if (flow == Flow.Return)
            Write(_returned);
    }

    private Flow Execute(StatementList list)
    {
        if (list.Statements.Length > 0)
            EnsureStack(list.Statements[0]);
        return Run(list);
    }

    /// <summary>As <see cref="Execute(StatementList)"/>, where there is enough stack for sure.</summary>
    private Flow Run(StatementList list)
    {
        var (output, source) = (_output, _source);
        var indent = output.Indent;
        foreach (var statement in list.Statements)
        {
            _running = statement;
            if (statement is TextStatement text)
            {
                output.Indent = indent;
                output.IsSecret |= source.IsSecret;
                output.Write(source.Text.AsSpan(text.Start, text.Length));
                continue;
            }
            if (statement.Enters is { } entered && Options.AutoIndent)
                output.Indent = entered.Text;
            if (statement is ExpressionStatement print)
            {
                Print(print.Expression);
                continue;
            }
            var flow = Execute(statement);
            if (flow == Flow.Next)
                continue;
            output.Indent = indent;
            return flow;
        }
        output.Indent = indent;
        return Flow.Next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Print(Expression expression)
    {
        var value = expression.Kind == ExpressionKind.Call ? EvaluateCall((CallExpression)expression, isPrinted: true) : EvaluateCalling(expression);
        if (value.Kind == ValueKind.String)
            _output.Write(value.AsString());
        else
            Write(value);
    }

    private Flow Execute(Statement statement)
    {
        switch (statement.Kind)
        {
            case StatementKind.If:
                return ExecuteIf((IfStatement)statement);
            case StatementKind.For:
                return ExecuteFor((ForStatement)statement);
            case StatementKind.Assignment:
                var assignment = (AssignmentStatement)statement;
                Assign(assignment.Target, Evaluate(assignment.Value));
                return Flow.Next;
            case StatementKind.Case:
                return ExecuteCase((CaseStatement)statement);
            case StatementKind.While:
                return ExecuteWhile((WhileStatement)statement);
            case StatementKind.Return:
                return ExecuteReturn((ReturnStatement)statement);
            case StatementKind.Break:
                return _openLoops > 0 ? Flow.Break : throw OutsideLoop(statement, "break");
            case StatementKind.Continue:
                return _openLoops > 0 ? Flow.Continue : throw OutsideLoop(statement, "continue");
            default:
                return ExecuteOther(statement);
        }
    }

    private Flow ExecuteOther(Statement statement)
    {
        switch (statement.Kind)
        {
            case StatementKind.Function:
                var definition = (FunctionStatement)statement;
                Assign(definition.Name, Value.From(new ScriptFunction(definition.Function, _source)));
                return Flow.Next;
            case StatementKind.Capture:
                var capture = (CaptureStatement)statement;
                var flow = Capture(capture.Body, out var text);
                Assign(capture.Target, text);
                return flow;
            case StatementKind.With:
                return ExecuteWith((WithStatement)statement);
            case StatementKind.Import:
                Import((ImportStatement)statement);
                return Flow.Next;
            case StatementKind.ReadOnly:
                MakeReadOnly(((ReadOnlyStatement)statement).Variable);
                return Flow.Next;
            case StatementKind.Wrap:
                var wrap = (WrapStatement)statement;
                Write(CallWrapped(wrap));
                return Flow.Next;
            default:
                return ExecuteWrappedBody(statement);
        }
    }

    private TemplateException OutsideLoop(Statement statement, string word) =>
        Error(statement, $"'{word}' can only be used inside a loop (for, while, tablerow)");

    private void Write(Value value)
    {
        if (!value.IsNull)
            _output.Write(value, value.IsNumber ? ValuePrinter.DefaultDateFormat : DateFormat);
    }

    private Flow ExecuteIf(IfStatement statement)
    {
        foreach (var branch in statement.Branches)
        {
            if (Evaluate(branch.Condition).IsTrue)
                return Execute(branch.Body);
        }
        return statement.Otherwise is null ? Flow.Next : Execute(statement.Otherwise);
    }

    private Flow ExecuteCase(CaseStatement statement)
    {
        var value = Evaluate(statement.Value);
        foreach (var when in statement.Whens)
        {
            foreach (var candidate in when.Values)
            {
                if (Operate(BinaryOperator.Equal, value, Evaluate(candidate), candidate).IsTrue)
                    return Execute(when.Body);
            }
        }
        return statement.Otherwise is null ? Flow.Next : Execute(statement.Otherwise);
    }

    private Flow ExecuteReturn(ReturnStatement statement)
    {
        var value = statement.Value is null ? Value.Null : Evaluate(statement.Value);
        if (value.As<ScriptRange>() is { } range)
            value = Value.From(ReserveItems(new ScriptArray(Walk(range))));
        _returned = value;
        return Flow.Return;
    }

    /// <summary>Runs statements into a text of its own.</summary>
    private Flow Capture(StatementList body, out Value text)
    {
        var outer = _output;
        using var inner = new IndentedWriter(Options.Limits.TextLength, Options.IndentOnEmptyLines) { Indent = outer.Indent };
        _output = inner;
        var flow = Execute(body);
        _output = outer;
        ReserveText(inner.Length);
        text = inner.ToValue();
        return flow;
    }

    private Flow ExecuteWith(WithStatement statement)
    {
        var target = Evaluate(statement.Target);
        var members = target.As<ScriptObject>() ?? target.As<ScriptArray>()?.GetOrAddProperties()
            ?? throw Error(statement.Target, $"'{Source(statement.Target)}' cannot be the target of 'with': expected an object instead of {Describe(target)}");
        var (locals, context) = (_locals, _context);
        (_locals, _context) = (new(), new(members, context));
        var flow = Execute(statement.Body);
        (_locals, _context) = (locals, context);
        return flow;
    }

    private void Import(ImportStatement statement)
    {
        var source = Evaluate(statement.Source);
        if (source.IsNull)
            return;
        var members = source.As<ScriptObject>() ?? throw Error(statement.Source, $"cannot import {Describe(source)}: expected an object");
        var target = _context.Members;
        if (target.IsFrozen)
            throw Error(statement, "cannot import into an object that is read-only");
        foreach (var (name, value) in members)
        {
            if (!target.IsReadOnly(name))
                target.Set(name, value);
        }
    }

    private Flow ExecuteWrappedBody(Statement statement)
    {
        if (_frame.Wrapped is not { } wrapped)
            return Flow.Next;
        EnsureStack(statement);
        var (source, frame) = (_source, _frame);
        (_source, frame.Wrapped) = (wrapped.Source, wrapped.Outer);
        var flow = Execute(wrapped.Statements);
        (_source, _running, frame.Wrapped) = (source, statement, wrapped);
        return flow;
    }
}
