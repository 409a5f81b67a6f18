using System.Runtime.CompilerServices;
using System.Text;

namespace Converge.Language.Templates.Syntax;

/// <summary>
/// Prints a tree as source, on one line; parsing that gives the same tree. Parentheses are nodes, so none are added. What
/// the tree does not hold is the text between code blocks: where a body has some, <c>...</c> stands for it.
/// </summary>
internal sealed partial class SyntaxPrinter
{
    private readonly StringBuilder _output = new();

    private SyntaxPrinter()
    {
    }

    /// <exception cref="InsufficientExecutionStackException">The tree is too deep to print on this thread.</exception>
    public static string Print(Expression expression)
    {
        var printer = new SyntaxPrinter();
        printer.Whole(expression);
        return printer._output.ToString();
    }

    /// <inheritdoc cref="Print(Expression)"/>
    public static string Print(StatementList statements)
    {
        var printer = new SyntaxPrinter();
        foreach (var statement in statements.Statements)
        {
            if (printer._output.Length > 0)
                printer.Write("; ");
            printer.Statement(statement);
        }
        return printer._output.ToString();
    }

    /// <summary>What may stand wherever a new expression begins: with the pipe into its first operand.</summary>
    private void Whole(Expression expression)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (FirstOperand(expression) is CallExpression { Piped: { } piped })
        {
            Whole(piped);
            Write(" | ");
        }
        Part(expression);
    }

    /// <summary>The operand that takes what is piped into an expression.</summary>
    private static Expression FirstOperand(Expression expression)
    {
        while (true)
        {
            switch (expression)
            {
                case ConditionalExpression conditional:
                    expression = conditional.Condition;
                    break;
                case BinaryExpression binary:
                    expression = binary.Left;
                    break;
                case UnaryExpression unary:
                    expression = unary.Operand;
                    break;
                default:
                    return expression;
            }
        }
    }

    private void Part(Expression expression)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (expression)
        {
            case LiteralExpression literal:
                Literal(literal.Value);
                break;
            case InterpolatedExpression interpolated:
                Interpolated(interpolated);
                break;
            case PathExpression path:
                Path(path);
                break;
            case EmptinessExpression emptiness:
                Member(emptiness.Target, isOptional: emptiness.IsOptional, $"{emptiness.Name}?");
                break;
            case ArrayExpression array:
                List("[", array.Items, "]");
                break;
            case ObjectExpression members:
                Object(members);
                break;
            case ParenthesisExpression parenthesis:
                List("(", [parenthesis.Inner], ")");
                break;
            case CallExpression call:
                Call(call);
                break;
            case FunctionExpression function:
                Function(function.Function, "do");
                break;
            default:
                Operation(expression);
                break;
        }
    }

    private void Operation(Expression expression)
    {
        switch (expression)
        {
            case UnaryExpression unary:
                Write(unary.Operator switch { UnaryOperator.Not => "!", UnaryOperator.Negate => "-", UnaryOperator.Plus => "+", _ => "^" });
                Part(unary.Operand);
                break;
            case AliasExpression alias:
                Write("@");
                Part(alias.Operand);
                break;
            case IncrementExpression increment:
                var sign = increment.By > 0 ? "++" : "--";
                Write(increment.IsPrefix ? sign : "");
                Part(increment.Target);
                Write(increment.IsPrefix ? "" : sign);
                break;
            case BinaryExpression binary:
                var isRange = binary.Operator is BinaryOperator.RangeInclusive or BinaryOperator.RangeExclusive;
                var symbol = Runtime.BinaryOperation.Symbol(binary.Operator);
                Part(binary.Left);
                Write(isRange ? symbol : $" {symbol} ");
                Part(binary.Right);
                break;
            case ConditionalExpression conditional:
                Part(conditional.Condition);
                Write(" ? ");
                Whole(conditional.WhenTrue);
                // Without the blank before it, the colon could make a named argument of what precedes it.
                Write(" : ");
                Whole(conditional.WhenFalse);
                break;
        }
    }

    private void Path(PathExpression path)
    {
        switch (path)
        {
            case VariableExpression variable:
                Write(variable.Name);
                break;
            case LocalExpression local:
                Write($"${local.Name}");
                break;
            case ArgumentsExpression:
                Write("$");
                break;
            case ThisExpression:
                Write("this");
                break;
            case LoopStateExpression state:
                Write($"{LoopMembers.Word(state.Loop)}.{state.Member}");
                break;
            case MemberExpression member:
                Member(member.Target, member.IsOptional, member.Name);
                break;
            case IndexExpression index:
                Part(index.Target);
                List("[", [index.Index], "]");
                break;
        }
    }

    private void Member(Expression target, bool isOptional, string name)
    {
        Part(target);
        // A point right after a number would be its decimal point.
        if (target is LiteralExpression { Value.IsNumber: true })
            Write(" ");
        Write(isOptional ? "?." : ".");
        Write(name);
    }

    private void Object(ObjectExpression members)
    {
        Write("{");
        for (var position = 0; position < members.Keys.Length; position++)
        {
            Write(position > 0 ? ", " : "");
            Key(members.Keys[position]);
            Write(": ");
            Whole(members.Values[position]);
        }
        Write("}");
    }

    /// <summary>What is piped into the call has been printed before.</summary>
    private void Call(CallExpression call)
    {
        Part(call.Target);
        var isSpaced = call.Form == CallForm.Spaced;
        if (call.Form == CallForm.Parenthesized)
            Write("(");
        for (var position = 0; position < call.Arguments.Length; position++)
        {
            var argument = call.Arguments[position];
            Write(isSpaced ? " " : position > 0 ? ", " : "");
            Write(argument.Name is null ? "" : $"{argument.Name}: ");
            if (isSpaced)
                Part(argument.Value);
            else
                Whole(argument.Value);
        }
        if (call.Form == CallForm.Parenthesized)
            Write(")");
    }

    private void List(string open, ReadOnlySpan<Expression> items, string close)
    {
        Write(open);
        for (var position = 0; position < items.Length; position++)
        {
            Write(position > 0 ? ", " : "");
            Whole(items[position]);
        }
        Write(close);
    }

    /// <summary>Keeps apart what would be read as another token together: <c>- -x</c>, <c>x.empty? .y</c>.</summary>
    private void Write(string token)
    {
        if (token.Length == 0)
            return;
        var isJoined = _output.Length > 0 && (_output[^1], token[0]) is ('-', '-') or ('+', '+') or ('?', '.') or ('?', '?');
        _output.Append(isJoined ? " " : "").Append(token);
    }
}
