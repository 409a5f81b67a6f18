using Converge.Language.Templates.Syntax;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <summary>One application of a binary operator: which rule holds depends on both operands, strings first, numbers late.</summary>
/// <param name="site">Where a failure is reported: at the operator or an operand if it is a binary expression.</param>
internal readonly ref partial struct BinaryOperation(Interpreter interpreter, BinaryOperator operation, Expression site)
{
    public Value Evaluate(Value left, Value right)
    {
        if (left.IsText || right.IsText)
            return Texts(left, right);
        if (left.IsNull || right.IsNull)
            return Nulls(left, right);
        if (left.Kind == ValueKind.Empty || right.Kind == ValueKind.Empty)
            return Empties(left, right);
        if (left.As<ScriptList>() is not null || right.As<ScriptList>() is not null)
            return Lists(left, right);
        if (IsNumberOrBool(left) && IsNumberOrBool(right) && (left.IsNumber || right.IsNumber))
            return Arithmetic(AsNumber(left), AsNumber(right));
        if (left.Kind is ValueKind.Date or ValueKind.TimeSpan && right.Kind is ValueKind.Date or ValueKind.TimeSpan)
            return Times(left, right);
        return operation switch
        {
            BinaryOperator.Equal => Value.From(left == right),
            BinaryOperator.NotEqual => Value.From(left != right),
            _ => throw Unsupported(left, right),
        };
    }

    private bool IsComparison => operation is >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual;

    private static bool IsNumberOrBool(Value value) => value.IsNumber || value.Kind == ValueKind.Bool;

    private static Value AsNumber(Value value) => value.Kind == ValueKind.Bool ? Value.From(value.AsBool() ? 1 : 0) : value;

    private Value Compared(int order) => Value.From(operation switch
    {
        BinaryOperator.Equal => order == 0,
        BinaryOperator.NotEqual => order != 0,
        BinaryOperator.Less => order < 0,
        BinaryOperator.LessOrEqual => order <= 0,
        BinaryOperator.Greater => order > 0,
        _ => order >= 0,
    });

    private Value Nulls(Value left, Value right) => operation switch
    {
        BinaryOperator.Equal => Value.From(left.IsNull && right.IsNull),
        BinaryOperator.NotEqual => Value.From(!left.IsNull || !right.IsNull),
        _ => IsComparison ? Value.False : Value.Null,
    };

    private Value Empties(Value left, Value right)
    {
        var other = left.Kind == ValueKind.Empty ? right : left;
        var isEmpty = other.Kind switch
        {
            ValueKind.Empty => true,
            ValueKind.Object => other.AsObject().Count == 0,
            _ => other.As<ScriptList>() is { IsEmpty: true },
        };
        return operation switch
        {
            BinaryOperator.Equal or BinaryOperator.LessOrEqual or BinaryOperator.GreaterOrEqual => Value.From(isEmpty),
            BinaryOperator.NotEqual => Value.From(!isEmpty),
            BinaryOperator.Less or BinaryOperator.Greater => Value.False,
            _ => Value.Empty,
        };
    }

    private Value Arithmetic(Value left, Value right)
    {
        if (IsComparison)
        {
            var order = Numbers.Compare(left, right);
            return order is { } known ? Compared(known) : Value.From(operation == BinaryOperator.NotEqual);
        }
        if (operation is BinaryOperator.RangeInclusive or BinaryOperator.RangeExclusive)
            return Range(left, right);
        var (result, problem) = Numbers.Calculate(operation, left, right, interpreter.Options.Limits.BigIntegerBits);
        return problem is null ? result : throw AtOperator($"cannot compute {Short(left)} {Symbol(operation)} {Short(right)}: {problem}");
    }

    private static string Short(Value number)
    {
        const int Longest = 30;
        var text = number.ToString();
        return text.Length > Longest ? $"{text[..Longest]}..." : text;
    }

    private Value Range(Value left, Value right)
    {
        if (!left.IsInteger || !right.IsInteger)
            throw Unsupported(left, right);
        if (left.Kind == ValueKind.BigInteger || right.Kind == ValueKind.BigInteger)
            throw AtOperator($"the bounds of a range cannot be larger than {long.MaxValue}");
        var (first, last) = (left.AsLong(), right.AsLong());
        var descending = first > last;
        var distance = (UInt128)Int128.Abs((Int128)last - first);
        var count = operation == BinaryOperator.RangeInclusive ? distance + 1 : distance;
        var limit = interpreter.Options.Limits.Iterations;
        if (count > (UInt128)limit)
            throw AtOperator($"a range of {count} items is over the limit of '{limit}' iterations");
        return Value.From(ScriptRange.Integers(first, (int)count, descending));
    }

    private Value Times(Value left, Value right)
    {
        var (isDate, otherIsDate) = (left.Kind == ValueKind.Date, right.Kind == ValueKind.Date);
        try
        {
            if (IsComparison && isDate == otherIsDate)
                return Compared(isDate ? left.AsDate().CompareTo(right.AsDate()) : left.AsTimeSpan().CompareTo(right.AsTimeSpan()));
            return (operation, isDate, otherIsDate) switch
            {
                (BinaryOperator.Subtract, true, true) => Value.From(left.AsDate() - right.AsDate()),
                (BinaryOperator.Add, true, false) => Value.From(left.AsDate() + right.AsTimeSpan()),
                (BinaryOperator.Subtract, true, false) => Value.From(left.AsDate() - right.AsTimeSpan()),
                (BinaryOperator.Add, false, false) => Value.From(left.AsTimeSpan() + right.AsTimeSpan()),
                (BinaryOperator.Subtract, false, false) => Value.From(left.AsTimeSpan() - right.AsTimeSpan()),
                _ => throw Unsupported(left, right),
            };
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            throw AtOperator("the result is no date between the years 1 and 9999");
        }
    }

    private TemplateException Unsupported(Value left, Value right) =>
        AtOperator($"the operator '{Symbol(operation)}' is not supported on {Conversions.TypeName(left)} and {Conversions.TypeName(right)}");

    private TemplateException AtOperator(string message) =>
        site is BinaryExpression binary ? interpreter.Error(binary.OperatorStart, 1, message) : interpreter.Error(site, message);

    private TemplateException AtOperand(bool left, string message) =>
        interpreter.Error(site is BinaryExpression binary ? left ? binary.Left : binary.Right : site, message);

    public static string Symbol(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.DivideInteger => "//",
        BinaryOperator.Modulo => "%",
        BinaryOperator.ShiftLeft => "<<",
        BinaryOperator.ShiftRight => ">>",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.And => "&&",
        BinaryOperator.Or => "||",
        BinaryOperator.Coalesce => "??",
        BinaryOperator.NotNullThen => "?!",
        BinaryOperator.RangeInclusive => "..",
        _ => "..<",
    };
}
