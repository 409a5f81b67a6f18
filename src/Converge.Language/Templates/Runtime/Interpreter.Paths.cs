using System.Runtime.CompilerServices;
using Converge.Language.Templates.Functions;
using Converge.Language.Templates.Syntax;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <content>Reading variables, members and indexers. Nothing is called here.</content>
internal sealed partial class Interpreter
{
    private Value EvaluatePath(PathExpression path) => path.Kind switch
    {
        ExpressionKind.Variable => EvaluateVariable((VariableExpression)path),
        ExpressionKind.Local => EvaluateLocal((LocalExpression)path),
        ExpressionKind.Member => EvaluateMember((MemberExpression)path),
        ExpressionKind.Index => EvaluateIndex((IndexExpression)path),
        ExpressionKind.Arguments => Arguments(),
        ExpressionKind.This => Value.From(_context.Members),
        _ => EvaluateLoopState((LoopStateExpression)path),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Value EvaluateVariable(VariableExpression variable)
    {
        // First the variable of the innermost loop, which is what is read most.
        if (_context.Loops is { } loop && ReferenceEquals(loop.Name, variable.Name) && _frame is { IsNamed: true, Parameters: null })
            return loop.Value;
        var found = Find(variable);
        return found.IsMissing ? Undefined(variable) : found;
    }

    private Value Undefined(VariableExpression variable) => variable.IsLenient || Options.Compat
        ? Value.Null
        : throw Error(variable, $"'{variable.Name}' is not defined", Suggestions.Hint(variable.Name, VisibleNames()));

    private Value EvaluateLocal(LocalExpression local)
    {
        var found = Find(local);
        return found.IsMissing ? Undefined(local) : found;
    }

    private Value Undefined(LocalExpression local) => local.IsLenient || Options.Compat
        ? Value.Null
        : throw Error(local, $"'${local.Name}' is not defined", Suggestions.Hint("$" + local.Name, LocalNames()));

    /// <returns><see cref="Value.Missing"/> if the path does not exist.</returns>
    private Value EvaluateIfDefined(Expression path) => TryEvaluatePath(path, out var found) ? CallIfFunction(found, path) : Value.Missing;

    /// <summary>Whether the path exists; reads it without failing at what does not.</summary>
    private bool TryEvaluatePath(Expression expression, out Value value)
    {
        switch (expression)
        {
            case VariableExpression variable:
                value = Find(variable);
                return !value.IsMissing;
            case LocalExpression local:
                value = Find(local);
                return !value.IsMissing;
            case MemberExpression member:
                EnsureStack(member);
                value = TryEvaluatePath(member.Target, out var target) ? Member(CallIfFunction(target, member.Target), member) : Value.Missing;
                return !value.IsMissing;
            case IndexExpression index:
                EnsureStack(index);
                value = default;
                if (!TryEvaluatePath(index.Target, out target))
                    return false;
                target = CallIfFunction(target, index.Target);
                return !target.IsNull && TryGetItem(target, Evaluate(index.Index), index, out value);
            default:
                value = Evaluate(expression);
                return true;
        }
    }

    /// <returns><see cref="Value.Missing"/> if there is no such variable.</returns>
    private Value Find(VariableExpression variable)
    {
        for (var frame = _frame; frame is not null; frame = frame.Caller)
        {
            if (frame.Parameters is { } parameters && parameters.Find(variable.Name, ref variable.Hint) is { IsMissing: false } parameter)
                return parameter;
            if (frame.IsNamed)
                break;
        }
        for (var context = _context; context is not null; context = context.Outer)
        {
            var found = context.Find(variable.Name, ref variable.Hint);
            if (!found.IsMissing)
                return found;
        }
        var global = Options.Model.Find(variable.Name, ref variable.Hint);
        if (!global.IsMissing)
            return global;
        return variable.Builtin is { } builtin ? Value.From(builtin) : FindBuiltin(variable);
    }

    private Value FindBuiltin(VariableExpression variable)
    {
        // The one that can be written to, and therefore belongs to this render.
        if (variable.Name == "date")
            return Value.From(_date ??= DateFunctions.Create());
        var found = variable.Name switch
        {
            "include" => Value.From(IncludeFunction.Include),
            "include_join" => Value.From(IncludeFunction.IncludeJoin),
            var name => Builtins.Find(name),
        };
        variable.Builtin = found.As<Boxed>();
        return found.IsNull ? Value.Missing : found;
    }

    /// <returns><see cref="Value.Missing"/> if there is no such local variable.</returns>
    private Value Find(LocalExpression local)
    {
        for (var loop = _locals.Loops; loop is not null; loop = loop.OuterLocal)
        {
            if (loop.LocalName == local.Name)
                return loop.Value;
        }
        return _locals.Members is { } members && members.TryGet(local.Name, out var value) ? value : Value.Missing;
    }

    private Value Arguments()
    {
        if (_frame.Arguments is null && _frame.Parameters is { } parameters)
            _frame.Arguments = new(parameters.Members.Values.ToArray());
        return Value.From(_frame.Arguments);
    }

    private Value EvaluateMember(MemberExpression member)
    {
        var target = EvaluateOwner(member);
        var found = Member(target, member);
        return found.IsMissing ? MissingMember(target, member) : found;
    }

    // A chain of members recurses into its target; a name at its start, which is what most members are of, does not.
    private Value EvaluateOwner(MemberExpression member)
    {
        if (member.Target is VariableExpression variable)
            return CallIfFunction(EvaluateVariable(variable), variable);
        EnsureStack(member);
        return Evaluate(member.Target);
    }

    private Value MissingMember(Value target, MemberExpression member)
    {
        if (member.IsLenient)
            return Value.Null;
        if (target.IsNull)
            throw ErrorAtName(member, $"cannot get the member '{Source(member)}' of a null object");
        if (Options.Compat)
            return Value.Null;
        throw ErrorAtName(member, $"{Owner(target, member.Target)} has no member '{member.Name}'", Suggestions.Hint(member.Name, MemberNames(target)));
    }

    private TemplateException ErrorAtName(MemberExpression member, string message, string? hint = null) =>
        Error(member.NameStart, member.Name.Length, message, hint);

    private string Owner(Value target, Expression expression) =>
        target.Kind == ValueKind.Object ? $"'{Source(expression)}'" : $"the {Conversions.TypeName(target)} '{Source(expression)}'";

    /// <returns><see cref="Value.Missing"/> if there is no such member.</returns>
    private static Value Member(Value target, MemberExpression member)
    {
        if (target.As<ScriptObject>() is { } members)
            return members.Find(member.Name, ref member.Hint);
        return TryGetProperty(target, member.Name, out var value) ? value : Value.Missing;
    }

    /// <summary>A member of what is no object.</summary>
    private static bool TryGetProperty(Value target, string name, out Value value)
    {
        switch (target.Kind)
        {
            case ValueKind.Array or ValueKind.Range:
                if (target.As<ScriptArray>()?.Properties?.TryGet(name, out value) == true)
                    return true;
                value = name == "size" ? Value.From(target.As<ScriptList>()!.Count) : default;
                return name == "size";
            case ValueKind.String or ValueKind.Secret:
                value = name == "size" ? Value.From(target.RevealText().Length) : default;
                return name == "size";
            case ValueKind.Date:
                return DateMembers.TryGet(target.AsDate(), name, out value);
            case ValueKind.TimeSpan:
                return TimespanMembers.TryGet(target.AsTimeSpan(), name, out value);
            default:
                value = default;
                return false;
        }
    }

    private Value EvaluateIndex(IndexExpression expression)
    {
        EnsureStack(expression);
        var target = Evaluate(expression.Target);
        if (target.IsNull)
            return expression.IsLenient ? Value.Null : throw Error(expression.Target, $"'{Source(expression.Target)}' is null: cannot access the indexer '{Source(expression)}'");
        var index = ItemIndex(expression);
        if (TryGetItem(target, index, expression, out var value) || expression.IsLenient)
            return value;
        if (target.IsText)
            throw Error(expression.Index, $"the index {index} is outside of the string, which has {target.RevealText().Length} characters");
        if (Options.Compat)
            return Value.Null;
        throw MissingItem(target, index, expression);
    }

    private Value ItemIndex(IndexExpression expression)
    {
        var index = Evaluate(expression.Index);
        return index.IsNull ? throw Error(expression.Index, $"the index of '{Source(expression)}' is null") : index;
    }

    private TemplateException MissingItem(Value target, Value index, IndexExpression expression)
    {
        if (target.As<ScriptList>() is { } list && !index.IsText)
            return Error(expression.Index, $"the index {index} is outside of '{Source(expression.Target)}', which has {list.Count} items");
        var key = index.ToString();
        return Error(expression.Index, $"'{Source(expression.Target)}' has no member '{Shorten(key)}'", Suggestions.Hint(key, MemberNames(target)));
    }

    private bool TryGetItem(Value target, Value index, IndexExpression site, out Value value)
    {
        switch (target.Kind)
        {
            case ValueKind.Object:
                return target.AsObject().TryGet(Key(index, site), out value);
            case ValueKind.Array or ValueKind.Range when index.IsText:
                return TryGetProperty(target, Key(index, site), out value);
            case ValueKind.Array or ValueKind.Range:
                var list = target.As<ScriptList>()!;
                var position = Position(index, site);
                return list.TryGet(position < 0 ? position + list.Count : position, out value);
            case ValueKind.String or ValueKind.Secret:
                var text = target.RevealText();
                position = Position(index, site);
                position = position < 0 ? position + text.Length : position;
                var inside = (uint)position < (uint)text.Length;
                value = inside ? Value.Text(text[position].ToString(), target.IsSecret) : default;
                return inside;
            case ValueKind.Empty:
                value = default;
                return false;
            default:
                throw Error(site.Target, $"cannot use {Describe(target)} as a list");
        }
    }

    private int Position(Value index, IndexExpression site) =>
        !index.IsNull && Conversions.TryToInt(index, out var position) ? position : throw Error(site.Index, $"an index must be an integer, not {Describe(index)}");

    private string Key(Value index, IndexExpression site)
    {
        var key = Print(index);
        return key.IsSecret ? throw Error(site.Index, "a secret cannot be the key of an object") : key.AsString();
    }

    private Value EvaluateLoopState(LoopStateExpression expression)
    {
        if (FindLoop(expression.Loop) is { } loop)
            return loop.Member(expression.Member);
        if (expression.IsLenient)
            return Value.Null;
        throw Options.Compat
            ? Error(expression.MemberStart, expression.Member.Length, $"cannot get the member '{Source(expression)}' of a null object")
            : Error(expression, $"'{LoopMembers.Word(expression.Loop)}' is not defined outside of a loop");
    }

    private LoopFrame? FindLoop(LoopKind kind)
    {
        for (var frame = _frame; frame is not null; frame = frame.Caller)
        {
            if (Innermost(frame.Parameters?.Loops, kind) is { } loop)
                return loop;
            if (frame.IsNamed)
                break;
        }
        for (var context = _context; context is not null; context = context.Outer)
        {
            if (Innermost(context.Loops, kind) is { } loop)
                return loop;
        }
        return null;
    }

    private static LoopFrame? Innermost(LoopFrame? loop, LoopKind kind)
    {
        while (loop is not null && loop.Kind != kind)
            loop = loop.Outer;
        return loop;
    }

    private IEnumerable<string> VisibleNames()
    {
        var names = new List<string>();
        for (var frame = _frame; frame is not null; frame = frame.IsNamed ? null : frame.Caller)
            names.AddRange(frame.Parameters is { } parameters ? parameters.Members.Keys : []);
        for (var context = _context; context is not null; context = context.Outer)
        {
            names.AddRange(context.Members.Keys);
            for (var loop = context.Loops; loop is not null; loop = loop.Outer)
                names.AddRange(loop.Name is null ? [] : [loop.Name]);
        }
        names.AddRange(Options.Model.Keys);
        names.AddRange(Builtins.Names);
        return names;
    }

    private IEnumerable<string> LocalNames() => _locals.Members is { } members ? members.Select(static m => "$" + m.Key) : [];

    private static IEnumerable<string> MemberNames(Value target) => target.Kind switch
    {
        ValueKind.Object => target.AsObject().Select(static m => m.Key),
        ValueKind.Array => (target.AsArray().Properties ?? []).Select(static m => m.Key).Append("size"),
        ValueKind.Range or ValueKind.String or ValueKind.Secret => ["size"],
        ValueKind.Date => DateMembers.Names,
        ValueKind.TimeSpan => TimespanMembers.Names,
        _ => [],
    };
}
