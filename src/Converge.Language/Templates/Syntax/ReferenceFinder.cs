using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Language.Templates.Syntax;

/// <summary>Finds the names that a template takes from outside: those it does not assign itself.</summary>
internal sealed class ReferenceFinder(SourceText source)
{
    private readonly List<NameReference> _names = [];
    private readonly List<TextReference> _includes = [];
    private readonly List<TextReference> _secrets = [];
    private readonly List<TextReference> _queries = [];
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);

    // In 'with', and behind 'import', a name may belong to an object that only the render knows.
    private int _otherScopes;

    private bool _includesUnknown;
    private bool _secretsUnknown;

    public TemplateReferences Find(StatementList statements)
    {
        Visit(statements);
        return new(
            [.. _names.Where(name => !_own.Contains(name.Root))],
            [.. _includes],
            [.. _secrets])
        {
            Queries = [.. _queries],
            Assigned = [.. _own],
            IncludesUnknown = _includesUnknown,
            SecretsUnknown = _secretsUnknown,
        };
    }

    private void Visit(StatementList? list)
    {
        foreach (var statement in list?.Statements ?? [])
            Visit(statement);
    }

    private void Visit(Statement statement)
    {
        switch (statement)
        {
            case ExpressionStatement s: Visit(s.Expression); break;
            case AssignmentStatement s: Visit(s.Value); Assign(s.Target); break;
            case FunctionStatement s: Assign(s.Name); Visit(s.Function); break;
            case IfStatement s: Visit(s); break;
            case CaseStatement s: Visit(s); break;
            case ForStatement s: Visit(s); break;
            case WhileStatement s: Visit(s.Condition); Visit(s.Body); break;
            case ReturnStatement s: Visit(s.Value); break;
            case CaptureStatement s: Assign(s.Target); Visit(s.Body); break;
            case WithStatement s: Visit(s); break;
            case ImportStatement s: Visit(s.Source); _otherScopes++; break;
            case WrapStatement s: Visit(s.Target); Visit(s.Body); break;
        }
    }

    private void Visit(IfStatement statement)
    {
        foreach (var branch in statement.Branches)
        {
            Visit(branch.Condition);
            Visit(branch.Body);
        }
        Visit(statement.Otherwise);
    }

    private void Visit(CaseStatement statement)
    {
        Visit(statement.Value);
        foreach (var when in statement.Whens)
        {
            Visit(when.Values);
            Visit(when.Body);
        }
        Visit(statement.Otherwise);
    }

    private void Visit(ForStatement statement)
    {
        Visit(statement.Source);
        Assign(statement.Variable);
        Visit(statement.Parameters.Offset);
        Visit(statement.Parameters.Limit);
        Visit(statement.Parameters.Columns);
        Visit(statement.Body);
        Visit(statement.Otherwise);
    }

    private void Visit(WithStatement statement)
    {
        Visit(statement.Target);
        _otherScopes++;
        Visit(statement.Body);
        _otherScopes--;
    }

    private void Visit(FunctionSyntax function)
    {
        foreach (var parameter in function.Parameters ?? [])
            _own.Add(parameter.Name);
        Visit(function.Body);
    }

    private void Visit(Expression[] expressions)
    {
        foreach (var expression in expressions)
            Visit(expression);
    }

    private void Visit(Expression? expression)
    {
        switch (expression)
        {
            case InterpolatedExpression e: Visit(e.Parts); break;
            case ArrayExpression e: Visit(e.Items); break;
            case ObjectExpression e: Visit(e.Values); break;
            case ParenthesisExpression e: Visit(e.Inner); break;
            case UnaryExpression e: Visit(e.Operand); break;
            case IncrementExpression e: Visit(e.Target); break;
            case BinaryExpression e: Visit(e.Left); Visit(e.Right); break;
            case ConditionalExpression e: Visit(e.Condition); Visit(e.WhenTrue); Visit(e.WhenFalse); break;
            case AliasExpression e: _includesUnknown |= e.Operand is VariableExpression { Name: "include" or "include_join" }; Visit(e.Operand); break;
            case EmptinessExpression e: Visit(e.Target); break;
            case CallExpression e: Visit(e); break;
            case FunctionExpression e: Visit(e.Function); break;
            case VariableExpression or MemberExpression or IndexExpression: AddPath(expression); break;
        }
    }

    private void Visit(CallExpression call)
    {
        if (call.FirstMayBeUndefined)
            _otherScopes++;
        Visit(call.Piped);
        if (call is { FirstMayBeUndefined: true, Piped: not null })
            _otherScopes--;
        foreach (var argument in call.Arguments)
        {
            Visit(argument.Value);
            if (call is { FirstMayBeUndefined: true, Piped: null } && ReferenceEquals(argument, call.Arguments[0]))
                _otherScopes--;
        }
        Visit(call.Target);
        if (call.Target is VariableExpression function)
            AddTexts(function.Name, [.. call.Piped is null ? (Expression[])[] : [call.Piped], .. call.Arguments.Select(static argument => argument.Value)]);
    }

    private void AddTexts(string function, Expression[] arguments)
    {
        if (function == "secret")
            _secretsUnknown |= arguments is not [LiteralExpression secret, ..] || !AddText(_secrets, secret);
        else if (function == "search" && arguments is [LiteralExpression query])
            AddText(_queries, query);
        else if (function == "search" && arguments is [LiteralExpression, LiteralExpression second])
            AddText(_queries, second);
        else if (function == "include")
            _includesUnknown |= arguments is not [LiteralExpression name, ..] || !AddText(_includes, name);
        else if (function == "include_join")
            AddJoined(arguments);
    }

    private void AddJoined(Expression[] arguments)
    {
        // What stands between the texts may be the name of a template, too.
        _includesUnknown |= arguments is not [ArrayExpression, ..] || arguments.Skip(1).Any(static text => text is not LiteralExpression { Value: { Kind: ValueKind.String } plain } || plain.AsString().StartsWith("tpl:", StringComparison.Ordinal));
        foreach (var item in (arguments is [ArrayExpression names, ..] ? names : null)?.Items ?? [])
            _includesUnknown |= item is not LiteralExpression literal || !AddText(_includes, literal);
    }

    private bool AddText(List<TextReference> found, LiteralExpression argument)
    {
        if (argument.Value.Kind != ValueKind.String)
            return false;
        found.Add(new(argument.Value.AsString(), source.Span(argument.Start, argument.End - argument.Start)));
        return true;
    }

    /// <summary>The longest part of the chain, from its root on, whose members are known; what is behind it is looked at by itself.</summary>
    private void AddPath(Expression path)
    {
        var steps = ImmutableArray.CreateBuilder<ReferenceStep>();
        var lenient = _otherScopes > 0;
        var isKnown = true;
        AddSteps(path);
        if (steps.Count > 0)
            _names.Add(new(steps.ToImmutable(), lenient));

        void AddSteps(Expression part)
        {
            lenient |= part is PathExpression { IsLenient: true };
            switch (part)
            {
                case VariableExpression variable:
                    steps.Add(new(variable.Name, source.Span(variable.Start, variable.Name.Length)));
                    break;
                case MemberExpression member:
                    AddSteps(member.Target);
                    if (isKnown && steps.Count > 0)
                        steps.Add(new(member.Name, source.Span(member.NameStart, member.Name.Length)));
                    break;
                case IndexExpression index:
                    AddSteps(index.Target);
                    isKnown = isKnown && AddIndex(index.Index);
                    break;
                default:
                    isKnown = false;
                    Visit(part);
                    break;
            }
        }

        bool AddIndex(Expression index)
        {
            if (index is not LiteralExpression { Value: { Kind: ValueKind.String } name })
            {
                Visit(index);
                return false;
            }
            if (steps.Count > 0)
                steps.Add(new(name.AsString(), source.Span(index.Start, index.End - index.Start)));
            return true;
        }
    }

    private void Assign(PathExpression target)
    {
        if (target is VariableExpression variable)
            _own.Add(variable.Name);
        else
            Visit(target);
    }
}
