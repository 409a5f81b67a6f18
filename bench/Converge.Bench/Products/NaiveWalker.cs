using System.Globalization;
using System.Text;
using Converge.Language.Templates;
using Converge.Language.Templates.Syntax;
using Converge.Language.Values;

namespace Converge.Bench.Products;

/// <summary>
/// The interpreter that one writes without a thought for speed, over the same tree: a switch over the nodes, a
/// dictionary for every scope and every object, boxed values, a string for everything printed. What it does it does in
/// the plain way, and it does less: no limits, no indents, no secrets, no positions. Nothing in it is slow on purpose.
/// </summary>
internal sealed class NaiveWalker
{
    private readonly string _source;
    private readonly StringBuilder _output = new();
    private readonly Stack<Dictionary<string, object?>> _scopes = new();

    private NaiveWalker(string source) => _source = source;

    public static string Render(Template template, Dictionary<string, object?> model)
    {
        var walker = new NaiveWalker(template.Source.Text);
        walker._scopes.Push(Library);
        walker._scopes.Push(model);
        walker.Execute(template.Statements);
        return walker._output.ToString();
    }

    private static Dictionary<string, object?> Library { get; } = new(StringComparer.Ordinal)
    {
        ["string"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["truncate"] = (Func<object?[], object?>)Truncate },
    };

    private static string Truncate(object?[] arguments)
    {
        var text = Print(arguments[0]);
        var length = (int)arguments[1]!;
        return text.Length <= length ? text : text[..(length - 3)] + "...";
    }

    private static string Print(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    private void Execute(StatementList list)
    {
        foreach (var statement in list.Statements)
            Execute(statement);
    }

    private void Execute(Statement statement)
    {
        switch (statement)
        {
            case TextStatement text:
                _output.Append(_source, text.Start, text.Length);
                break;
            case ExpressionStatement { Expression: var expression }:
                _output.Append(Print(Evaluate(expression)));
                break;
            case ForStatement loop:
                Execute(loop);
                break;
            default:
                throw new NotSupportedException(statement.GetType().Name);
        }
    }

    private void Execute(ForStatement loop)
    {
        var items = (List<object?>)Evaluate(loop.Source)!;
        var variable = ((VariableExpression)loop.Variable).Name;
        for (var index = 0; index < items.Count; index++)
        {
            _scopes.Push(new(StringComparer.Ordinal) { [variable] = items[index], ["for"] = LoopState(index, items.Count) });
            Execute(loop.Body);
            _scopes.Pop();
        }
    }

    /// <summary>What <c>for</c> is in the body: an object like any other, as DotLiquid makes one for each step, too.</summary>
    private static Dictionary<string, object?> LoopState(int index, int length) => new(StringComparer.Ordinal)
    {
        ["index"] = index,
        ["rindex"] = length - index - 1,
        ["first"] = index == 0,
        ["last"] = index == length - 1,
        ["even"] = index % 2 == 0,
        ["odd"] = index % 2 == 1,
        ["length"] = length,
    };

    private object? Evaluate(Expression expression) => expression switch
    {
        LiteralExpression { Value: var value } => value.Kind == ValueKind.Int ? value.AsInt() : value.AsString(),
        VariableExpression variable => Find(variable.Name),
        MemberExpression member => ((Dictionary<string, object?>)Evaluate(member.Target)!)[member.Name],
        CallExpression call => Call(call),
        _ => throw new NotSupportedException(expression.GetType().Name),
    };

    private object? Call(CallExpression call)
    {
        var function = (Func<object?[], object?>)Evaluate(call.Target)!;
        var arguments = new List<object?>();
        if (call.Piped is { } piped)
            arguments.Add(Evaluate(piped));
        foreach (var argument in call.Arguments)
            arguments.Add(Evaluate(argument.Value));
        return function([.. arguments]);
    }

    private object? Find(string name)
    {
        foreach (var scope in _scopes)
        {
            if (scope.TryGetValue(name, out var value))
                return value;
        }
        throw new KeyNotFoundException(name);
    }
}
