using System.Runtime.CompilerServices;
using Converge.Language.Templates.Functions;
using Converge.Language.Templates.Syntax;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <content>Calls. Arguments lie on one stack, so that a call allocates nothing for them.</content>
internal sealed partial class Interpreter
{
    private Value[] _arguments = new Value[16];
    private Expression?[] _sites = new Expression?[16];
    private int _top;

    /// <summary>The body that the call under way passes as <c>$$</c>.</summary>
    private WrappedBody? _wrapping;

    private sealed class NamedArgument(Value value, Argument syntax)
    {
        public readonly Value Value = value;

        public readonly Argument Syntax = syntax;

        public string Name => Syntax.Name!;

        public int Start => Syntax.Start;
    }

    /// <summary>Calls a function with arguments that stand nowhere in the source.</summary>
    public Value Invoke(FunctionValue function, Expression site, ReadOnlySpan<Value> arguments)
    {
        EnsureStack(site);
        var start = _top;
        foreach (var argument in arguments)
            Push(argument, site: null);
        return InvokeWithPushed(function, site, start, named: null);
    }

    /// <param name="isPrinted">Whether the result is printed and nothing else; see <see cref="Call.Joined"/>.</param>
    private Value EvaluateCall(CallExpression call, bool isPrinted = false)
    {
        var result = CallOrSkip(call, wrapped: null, isPrinted);
        return result.IsMissing ? Value.Null : result;
    }

    /// <param name="wrapped">The body that <c>wrap</c> passes along.</param>
    /// <returns><see cref="Value.Missing"/> if a <c>?.</c> on the way looks into null: then nothing is called.</returns>
    private Value CallOrSkip(CallExpression call, WrappedBody? wrapped = null, bool isPrinted = false)
    {
        var target = call.Target is MemberExpression { IsOptionalChain: false } member ? EvaluateMember(member) : EvaluateTarget(call.Target);
        if (target.IsMissing)
            return target;
        var function = AsFunction(target, call);
        var start = _top;
        var named = PushArguments(call);
        _wrapping = wrapped;
        return InvokeWithPushed(function, call, start, named, isPrinted);
    }

    private Value CallWrapped(WrapStatement statement)
    {
        var body = new WrappedBody(statement.Body, _source, _frame.Wrapped);
        if (statement.Target is CallExpression call)
        {
            var result = CallOrSkip(call, body);
            return result.IsMissing ? Value.Null : result;
        }
        var function = AsFunction(EvaluateUncalled(statement.Target), statement.Target);
        _wrapping = body;
        return Invoke(function, statement.Target, []);
    }

    /// <inheritdoc cref="CallOrSkip"/>
    private Value EvaluateTarget(Expression target) => target switch
    {
        { IsOptionalChain: true } => EvaluateOptional(target),
        PathExpression path => EvaluatePath(path),
        ParenthesisExpression parenthesis => Evaluate(parenthesis.Inner),
        _ => Evaluate(target),
    };

    private Value EvaluateOptional(Expression expression)
    {
        EnsureStack(expression);
        if (expression is CallExpression call)
            return CallOrSkip(call);
        var owner = Evaluate(expression is MemberExpression member ? member.Target : ((IndexExpression)expression).Target);
        if (owner.IsNull)
            return Value.Missing;
        Value found;
        if (expression is MemberExpression named)
            found = Member(owner, named);
        else
            TryGetItem(owner, ItemIndex((IndexExpression)expression), (IndexExpression)expression, out found);
        return found.IsMissing ? Value.Null : found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FunctionValue AsFunction(Value target, Expression site) =>
        target.As<Builtin>() ?? target.As<FunctionValue>() ?? target.As<ScriptObject>()?.Callable ?? throw NoFunction(target, site);

    private TemplateException NoFunction(Value target, Expression site)
    {
        var call = site as CallExpression;
        var name = call?.Target ?? site;
        if (call is { Form: CallForm.Bare })
            return Error(name, $"the pipe destination '{Source(name)}' is not a function");
        if (target.IsNull)
            return Error(name, $"the function '{Source(name)}' was not found");
        return Error(name, $"'{Source(name)}' ({Conversions.TypeName(target)}) is not a function", call is { Form: CallForm.Spaced } ? "a value followed by another one is a call; is an operator or a comma missing?" : null);
    }

    private List<NamedArgument>? PushArguments(CallExpression call)
    {
        List<NamedArgument>? named = null;
        if (call.Piped is { } piped)
            PushArgument(piped, call.FirstMayBeUndefined);
        var mayBeUndefined = call.FirstMayBeUndefined && call.Piped is null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Name is null)
                PushArgument(argument.Value, mayBeUndefined);
            else
                (named ??= []).Add(new(Evaluate(argument.Value), argument));
            mayBeUndefined = false;
        }
        return named;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PushArgument(Expression expression, bool mayBeUndefined)
    {
        var value = mayBeUndefined ? EvaluateIfDefined(expression) : EvaluateInlined(expression);
        if (expression is UnaryExpression { Operator: UnaryOperator.Spread })
            PushItems(value, expression);
        else
            Push(value, expression);
    }

    private void PushItems(Value value, Expression expression)
    {
        if (Conversions.ToList(value) is not { } list)
        {
            Push(value, expression);
            return;
        }
        foreach (var item in Walk(list))
            Push(item, expression);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Push(Value value, Expression? site)
    {
        var top = _top;
        if (top == _arguments.Length)
            GrowArguments();
        _arguments[top] = value;
        // Through a span, because writing to an array of a base type looks at the type of what is written.
        _sites.AsSpan()[top] = site;
        _top = top + 1;
    }

    private void GrowArguments()
    {
        Array.Resize(ref _arguments, _top * 2);
        Array.Resize(ref _sites, _top * 2);
    }

    /// <param name="start">Where its arguments begin on the stack; they are gone afterwards.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Value InvokeWithPushed(FunctionValue function, Expression site, int start, List<NamedArgument>? named, bool isPrinted = false)
    {
        var running = _running;
        _running = site;
        var result = function is Builtin builtin
            ? InvokeBuiltin(builtin, site, start, named, isPrinted)
            : InvokeTemplate(function, site, new(_arguments, start, _top - start), new(_sites, start, _top - start), named);
        _running = running;
        _top = start;
        return result;
    }

    private Value InvokeTemplate(FunctionValue function, Expression site, ReadOnlySpan<Value> arguments, ReadOnlySpan<Expression?> sites, List<NamedArgument>? named) =>
        function is ScriptFunction script
            ? InvokeScript(script, site, arguments, sites, named)
            : InvokeInclude((IncludeFunction)function, site, arguments, named);

    private Value InvokeBuiltin(Builtin builtin, Expression site, int start, List<NamedArgument>? named, bool isPrinted)
    {
        if (_wrapping is not null)
            throw Error(site, $"'{builtin.Name}' cannot be wrapped: it does not run a body ('$$')");
        if (named is not null)
            PushNamed(builtin, site, start, named);
        var arguments = new ReadOnlySpan<Value>(_arguments, start, _top - start);
        var sites = new ReadOnlySpan<Expression?>(_sites, start, arguments.Length);
        var parameters = builtin.Parameters;
        if (arguments.Length < parameters.Required || (arguments.Length > parameters.Names.Length && !parameters.TakesRest))
            throw WrongNumber(builtin, site, sites);
        var mayBeSecret = false;
        foreach (var argument in arguments)
        {
            var kind = argument.Kind;
            mayBeSecret |= kind >= ValueKind.Secret;
            if (kind is ValueKind.String or ValueKind.Secret)
                Spend(argument.RevealText().Length);
        }
        BeginCounting();
        var result = builtin.Body(new(this, builtin, site, arguments, sites, isPrinted && !mayBeSecret));
        _counting--;
        if (result.Kind < ValueKind.String)
            return result;
        if (result.IsText)
            ReserveText(result.RevealText().Length);
        return mayBeSecret && !builtin.Moves ? MarkIfSecret(result, arguments) : result;
    }

    /// <summary>Brings all arguments of a call to the order of the parameters.</summary>
    private void PushNamed(Builtin builtin, Expression site, int start, List<NamedArgument> named)
    {
        var parameters = builtin.Parameters;
        var given = _top - start;
        var arguments = BindNamed(builtin.Name, parameters.Names, new(_arguments, start, given), named);
        var sites = BindSites(parameters.Names, new(_sites, start, given), arguments.Length, named);
        for (var position = given; position < Math.Min(parameters.Required, arguments.Length); position++)
        {
            if (arguments[position].IsMissing)
                throw Error(site.End, 1, $"'{builtin.Name}' needs the argument '{parameters.Names[position]}'");
        }
        _top = start;
        for (var position = 0; position < arguments.Length; position++)
            Push(arguments[position], sites[position]);
    }

    /// <summary>Makes what a builtin made secret if anything that went in was.</summary>
    private static Value MarkIfSecret(Value result, ReadOnlySpan<Value> arguments)
    {
        foreach (var argument in arguments)
        {
            if (SecretSearch.HoldsSecret(argument))
                return Secrets.Mark(result);
        }
        return result;
    }

    /// <summary>Prints what would be the result of a builtin.</summary>
    public void PrintResult(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        ReserveText((long)first.Length + second.Length);
        _output.Write(first);
        _output.Write(second);
    }

    private Value[] BindNamed(string function, string[] names, ReadOnlySpan<Value> arguments, List<NamedArgument> named)
    {
        var bound = new Value[Math.Max(names.Length, arguments.Length)];
        bound.AsSpan().Fill(Value.Missing);
        arguments.CopyTo(bound);
        var length = arguments.Length;
        foreach (var argument in named)
        {
            var position = FindParameter(function, names, argument);
            if (position < arguments.Length || !bound[position].IsMissing)
                throw Error(argument.Start, argument.Name.Length, $"the argument '{argument.Name}' of '{function}' is given twice");
            bound[position] = argument.Value;
            length = Math.Max(length, position + 1);
        }
        return bound[..length];
    }

    /// <summary>Where the arguments stand, in the order of the parameters.</summary>
    private static Expression?[] BindSites(string[] names, ReadOnlySpan<Expression?> sites, int count, List<NamedArgument> named)
    {
        var bound = new Expression?[count];
        sites.CopyTo(bound);
        foreach (var argument in named)
            bound[Array.IndexOf(names, argument.Name)] = argument.Syntax.Value;
        return bound;
    }

    private int FindParameter(string function, string[] names, NamedArgument argument)
    {
        var position = Array.IndexOf(names, argument.Name);
        return position >= 0
            ? position
            : throw Error(argument.Start, argument.Name.Length, $"'{function}' has no parameter '{argument.Name}'", Text.Suggestions.Hint(argument.Name, names));
    }

    private TemplateException WrongNumber(Builtin builtin, Expression site, ReadOnlySpan<Expression?> sites)
    {
        var parameters = builtin.Parameters;
        return sites.Length < parameters.Required
            ? WrongNumber(site.End, 1, builtin.Name, sites.Length, parameters.Required, parameters.TakesRest ? int.MaxValue : parameters.Names.Length)
            : Surplus(builtin.Name, site, sites, sites.Length, parameters.Required, parameters.Names.Length);
    }

    private TemplateException Surplus(string function, Expression site, ReadOnlySpan<Expression?> sites, int given, int required, int most)
    {
        var at = (most < sites.Length ? sites[most] : null) ?? site;
        return WrongNumber(at.Start, at.End - at.Start, function, given, required, most);
    }

    private TemplateException WrongNumber(int start, int length, string function, int given, int required, int most)
    {
        var expected = most == required ? $"'{required}'" : most == int.MaxValue ? $"at least '{required}'" : $"'{required}' to '{most}'";
        return Error(start, length, $"invalid number of arguments '{given}' passed to '{function}': expected {expected}");
    }
}
