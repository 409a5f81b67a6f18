using Converge.Language.Templates.Syntax;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <content>Writing variables, members and indexers.</content>
internal sealed partial class Interpreter
{
    private void Assign(PathExpression target, Value value)
    {
        switch (target)
        {
            case VariableExpression variable:
                SetMember(StoreOf(variable.Name), variable.Name, value, variable, $"cannot set the read-only variable '{variable.Name}'");
                break;
            case LocalExpression local:
                SetMember(_locals.Members ??= [], local.Name, value, local, $"cannot set the read-only variable '${local.Name}'");
                break;
            case MemberExpression member:
                AssignMember(member, value);
                break;
            case IndexExpression index:
                AssignItem(index, value);
                break;
        }
    }

    private void AssignMember(MemberExpression member, Value value)
    {
        var target = Evaluate(member.Target);
        var readOnly = $"cannot set a value for the read-only member '{Source(member)}'";
        var members = target.As<ScriptObject>() ?? PropertiesOf(target, member.NameStart, member.Name.Length, readOnly)
            ?? throw ErrorAtName(member, $"cannot set the member '{member.Name}' of {Describe(target)}");
        if (members.IsReadOnly(member.Name))
            throw ErrorAtName(member, readOnly);
        ReserveMember(members, member.Name);
        members.Set(member.Name, value);
    }

    private ScriptObject? PropertiesOf(Value target, int start, int length, string readOnly)
    {
        if (target.As<ScriptArray>() is not { } array)
            return null;
        return array.IsFrozen ? throw Error(start, length, readOnly) : array.GetOrAddProperties();
    }

    private void AssignItem(IndexExpression expression, Value value)
    {
        var target = Evaluate(expression.Target);
        if (target.IsNull)
            throw Error(expression.Target, $"'{Source(expression.Target)}' is null: cannot access the indexer '{Source(expression)}'");
        var index = ItemIndex(expression);
        var readOnly = $"cannot set a value for the read-only member '{(index.IsSecret ? SecretText.Mask : index)}' in the indexer '{Source(expression)}'";
        if (target.As<ScriptObject>() is { } members)
            SetMember(members, Key(index, expression), value, expression.Index, readOnly);
        else if (index.IsText && PropertiesOf(target, expression.Index.Start, expression.Index.End - expression.Index.Start, readOnly) is { } properties)
            SetMember(properties, Key(index, expression), value, expression.Index, readOnly);
        else if (target.As<ScriptArray>() is { } array)
            SetItem(array, Position(index, expression), value, expression, readOnly);
        else
            throw Error(expression.Target, $"cannot use {Describe(target)} as a list that can be written to");
    }

    /// <summary>Past the end it fills up with null; before the start it does nothing.</summary>
    private void SetItem(ScriptArray array, int position, Value value, IndexExpression site, string readOnly)
    {
        if (array.IsFrozen)
            throw Error(site.Index, readOnly);
        if (position < 0)
            position += array.Count;
        if (position < 0)
            return;
        if (position >= array.Count)
        {
            ExpectItems(position + 1L);
            Spend((position - array.Count + 1L) * ItemWork);
        }
        array.Set(position, value);
    }

    private void SetMember(ScriptObject members, string name, Value value, SyntaxNode site, string readOnly)
    {
        if (members.IsReadOnly(name))
            throw Error(site, readOnly);
        ReserveMember(members, name);
        members.Set(name, value);
    }

    private void ReserveMember(ScriptObject members, string name)
    {
        if (members.Count >= Options.Limits.CollectionSize && !members.ContainsKey(name))
            ExpectItems(members.Count + 1L);
    }

    private void MakeReadOnly(PathExpression variable)
    {
        if (variable is LocalExpression local)
            (_locals.Members ??= []).SetReadOnly(local.Name);
        else
            StoreOf(((VariableExpression)variable).Name).SetReadOnly(((VariableExpression)variable).Name);
    }

    /// <summary>
    /// Where a plain name is written: the function scope that has it; else, if any object context has it or no function
    /// with parameters is running, the innermost object context; else the function scope.
    /// </summary>
    private ScriptObject StoreOf(string name)
    {
        var fallback = _context.Members;
        ScriptObject? innermost = null;
        for (var frame = _frame; frame is not null; frame = frame.IsNamed ? null : frame.Caller)
        {
            if (frame.Parameters is not { } parameters)
                continue;
            if (parameters.Members.ContainsKey(name))
                return parameters.Members;
            innermost ??= parameters.Members;
        }
        return innermost is null || ExistsOutside(name) ? fallback : innermost;
    }

    private bool ExistsOutside(string name)
    {
        for (var context = _context; context is not null; context = context.Outer)
        {
            if (context.Members.ContainsKey(name))
                return true;
        }
        return Options.Model.ContainsKey(name);
    }

    /// <summary>The scope that a loop opened now belongs to.</summary>
    private Scope WritableScope()
    {
        for (var frame = _frame; frame is not null; frame = frame.IsNamed ? null : frame.Caller)
        {
            if (frame.Parameters is { } parameters)
                return parameters;
        }
        return _context;
    }
}
