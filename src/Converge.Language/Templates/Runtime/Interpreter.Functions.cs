using Converge.Language.Templates.Syntax;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <content>Functions defined in templates.</content>
internal sealed partial class Interpreter
{
    private Value InvokeScript(ScriptFunction function, Expression site, ReadOnlySpan<Value> arguments, ReadOnlySpan<Expression?> sites, List<NamedArgument>? named)
    {
        var wrapped = _wrapping;
        _wrapping = null;
        var syntax = function.Syntax;
        if (!TryEnterCall(site))
            throw TooDeep(site, $"'{function.Name ?? "do"}'");
        var frame = syntax.Parameters is null
            ? new Frame(_frame, syntax.Name is not null) { Arguments = FreeArguments(arguments, named), Wrapped = wrapped }
            : new Frame(_frame, syntax.Name is not null) { Parameters = new(Bind(function, site, arguments, sites, named), outer: null), Wrapped = wrapped };
        var (caller, locals, source) = (_frame, _locals, _source);
        (_frame, _locals, _source) = (frame, new(), function.Source);
        var flow = Execute(syntax.Body);
        (_frame, _locals, _source) = (caller, locals, source);
        _depth--;
        return flow == Flow.Return ? _returned : Value.Null;
    }

    private bool TryEnterCall(Expression site)
    {
        EnsureStack(site);
        Spend(CallWork);
        Options.Cancellation.ThrowIfCancellationRequested();
        return ++_depth <= Options.Limits.CallDepth;
    }

    private TemplateException TooDeep(Expression site, string what) =>
        Error((site as CallExpression)?.Target ?? site, $"exceeding the limit of '{Options.Limits.CallDepth}' nested calls: {what}");

    /// <summary><c>$</c> of a function without parameters: positions, and named arguments as members.</summary>
    private static ScriptArray FreeArguments(ReadOnlySpan<Value> arguments, List<NamedArgument>? named)
    {
        var result = new ScriptArray(arguments.Length);
        foreach (var argument in arguments)
            result.Add(argument.IsMissing ? Value.Null : argument);
        foreach (var argument in named ?? [])
            result.GetOrAddProperties().Set(argument.Name, argument.Value);
        return result;
    }

    private ScriptObject Bind(ScriptFunction function, Expression site, ReadOnlySpan<Value> arguments, ReadOnlySpan<Expression?> sites, List<NamedArgument>? named)
    {
        var parameters = function.Syntax.Parameters!;
        var name = function.Name ?? "the anonymous function";
        var takesRest = parameters.Length > 0 && parameters[^1].Kind == ParameterKind.Rest;
        var required = parameters.Count(static p => p.Kind == ParameterKind.Required);
        var positions = takesRest ? parameters.Length - 1 : parameters.Length;
        if (arguments.Length > positions && !takesRest)
            throw Surplus(name, site, sites, arguments.Length, required, positions);
        var rest = arguments.Length > positions ? arguments[positions..] : [];
        ReadOnlySpan<Value> given = arguments[..Math.Min(arguments.Length, positions)];
        if (named is not null)
            given = BindNamed(name, Array.ConvertAll(parameters, static p => p.Name), given, named);
        var members = new ScriptObject(parameters.Length);
        for (var i = 0; i < parameters.Length; i++)
        {
            var isGiven = i < given.Length && !given[i].IsMissing;
            if (!isGiven && parameters[i].Kind == ParameterKind.Required)
                throw WrongNumber(site.End, 1, name, arguments.Length + (named?.Count ?? 0), required, takesRest ? int.MaxValue : parameters.Length);
            members.Set(parameters[i].Name, isGiven ? given[i] : parameters[i].Kind == ParameterKind.Rest ? Rest(rest) : parameters[i].Default);
        }
        return members;
    }

    private static Value Rest(ReadOnlySpan<Value> arguments)
    {
        var rest = new ScriptArray(arguments.Length);
        foreach (var argument in arguments)
            rest.Add(argument);
        return Value.From(rest);
    }
}
