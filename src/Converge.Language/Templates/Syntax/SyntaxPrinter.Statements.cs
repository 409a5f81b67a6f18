using Converge.Language.Values;

namespace Converge.Language.Templates.Syntax;

/// <content>Statements and functions.</content>
internal sealed partial class SyntaxPrinter
{
    private void Statement(Statement statement)
    {
        switch (statement)
        {
            case ExpressionStatement { Expression: var expression }:
                Whole(expression);
                break;
            case AssignmentStatement assignment:
                Assignment(assignment);
                break;
            case FunctionStatement function:
                Write("func ");
                Part(function.Name);
                Function(function.Function, "");
                break;
            case IfStatement choice:
                If(choice);
                break;
            case CaseStatement choice:
                Case(choice);
                break;
            case ForStatement loop:
                For(loop);
                break;
            case WhileStatement loop:
                Block("while ", loop.Condition, loop.Body);
                break;
            case CaptureStatement capture:
                Block("capture ", capture.Target, capture.Body);
                break;
            case WithStatement with:
                Block("with ", with.Target, with.Body);
                break;
            case WrapStatement wrap:
                Block("wrap ", wrap.Target, wrap.Body);
                break;
            default:
                Simple(statement);
                break;
        }
    }

    private void Simple(Statement statement)
    {
        var (word, operand) = statement switch
        {
            ReturnStatement { Value: null } => ("ret", null),
            ReturnStatement { Value: var value } => ("ret ", value),
            ImportStatement { Source: var source } => ("import ", source),
            ReadOnlyStatement { Variable: var variable } => ("readonly ", variable),
            BreakStatement => ("break", null),
            ContinueStatement => ("continue", null),
            TextStatement => ("}}...{{", null),
            _ => ("$$", default(Expression)),
        };
        Write(word);
        if (operand is not null)
            Whole(operand);
    }

    /// <summary>A target that would begin with a keyword stands in parentheses, which the tree does not keep there.</summary>
    private void Assignment(AssignmentStatement assignment)
    {
        var start = _output.Length;
        Part(assignment.Target);
        if (Parser.IsKeyword(FirstWord(_output.ToString(start, _output.Length - start))))
            _output.Insert(start, '(').Append(')');
        var combined = assignment.Value as BinaryExpression;
        if (combined is null || !ReferenceEquals(combined.Left, assignment.Target))
        {
            Write(" = ");
            Whole(assignment.Value);
            return;
        }
        Write($" {Runtime.BinaryOperation.Symbol(combined.Operator)}= ");
        Whole(combined.Right);
    }

    private static string FirstWord(string text)
    {
        var length = 0;
        while (length < text.Length && (char.IsLetterOrDigit(text[length]) || text[length] == '_'))
            length++;
        return text[..length];
    }

    private void If(IfStatement statement)
    {
        var word = "if ";
        foreach (var branch in statement.Branches)
        {
            Write(word);
            Whole(branch.Condition);
            Body(branch.Body);
            word = "; else if ";
        }
        Otherwise(statement.Otherwise);
        Write("; end");
    }

    private void Case(CaseStatement statement)
    {
        Write("case ");
        Whole(statement.Value);
        foreach (var when in statement.Whens)
        {
            List("; when ", when.Values, "");
            Body(when.Body);
        }
        Otherwise(statement.Otherwise);
        Write("; end");
    }

    private void For(ForStatement statement)
    {
        Write($"{LoopMembers.Word(statement.Loop)} ");
        Part(statement.Variable);
        Write(" in ");
        Whole(statement.Source);
        LoopParameter("offset", statement.Parameters.Offset);
        LoopParameter("limit", statement.Parameters.Limit);
        LoopParameter("cols", statement.Parameters.Columns);
        Write(statement.Parameters.IsReversed ? " reversed" : "");
        Body(statement.Body);
        Otherwise(statement.Otherwise);
        Write("; end");
    }

    private void LoopParameter(string name, Expression? value)
    {
        if (value is null)
            return;
        Write($" {name}: ");
        Part(value);
    }

    private void Block(string word, Expression target, StatementList body)
    {
        Write(word);
        Whole(target);
        Body(body);
        Write("; end");
    }

    private void Otherwise(StatementList? body)
    {
        if (body is null)
            return;
        Write("; else");
        Body(body);
    }

    private void Function(FunctionSyntax function, string word)
    {
        Write(word);
        if (function.Parameters is { } parameters)
        {
            Write("(");
            for (var position = 0; position < parameters.Length; position++)
            {
                Write(position > 0 ? ", " : "");
                Parameter(parameters[position]);
            }
            Write(")");
        }
        Body(function.Body);
        Write("; end");
    }

    /// <summary>Unlike other literals, a default may have a sign.</summary>
    private void Parameter(Parameter parameter)
    {
        Write(parameter.Name);
        if (parameter.Kind == ParameterKind.Rest)
            Write("...");
        if (parameter.Kind != ParameterKind.Optional)
            return;
        Write(" = ");
        if (parameter.Default.Kind is ValueKind.Int or ValueKind.Long)
            Write(parameter.Default.ToString());
        else
            Literal(parameter.Default);
    }

    private void Body(StatementList body)
    {
        foreach (var statement in body.Statements)
        {
            Write("; ");
            Statement(statement);
        }
    }
}
