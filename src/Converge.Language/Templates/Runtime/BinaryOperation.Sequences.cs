using System.Globalization;
using System.Numerics;
using Converge.Language.Templates.Syntax;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <content>Operators on texts and on lists.</content>
internal readonly ref partial struct BinaryOperation
{
    private Value Texts(Value left, Value right)
    {
        switch (operation)
        {
            case BinaryOperator.Add:
                return Concatenate(left, right);
            case BinaryOperator.Multiply:
                return Repeat(left, right);
            case BinaryOperator.Equal or BinaryOperator.NotEqual when left.IsNull || right.IsNull:
                return Value.From(operation == BinaryOperator.NotEqual);
            default:
                if (!IsComparison)
                    throw AtOperator($"the operator '{Symbol(operation)}' is not supported on string objects");
                var (a, b) = (interpreter.Print(left).RevealText(), interpreter.Print(right).RevealText());
                interpreter.Spend(Math.Min(a.Length, b.Length));
                return Compared(string.CompareOrdinal(a, b));
        }
    }

    private Value Concatenate(Value left, Value right)
    {
        var (a, b) = (interpreter.Print(left), interpreter.Print(right));
        var (first, second) = (a.RevealText(), b.RevealText());
        interpreter.ReserveText((long)first.Length + second.Length);
        return Value.Text(string.Concat(first, second), a.IsSecret || b.IsSecret);
    }

    /// <summary>A text times an integer; of two texts the left one must be the number.</summary>
    private Value Repeat(Value left, Value right)
    {
        var countIsLeft = right.IsText;
        var (text, count) = countIsLeft ? (right, left) : (left, right);
        if (!TryToCount(count, out var times))
            throw AtOperand(countIsLeft, $"expected an integer: the operator '*' works on a string and an integer, not on {Conversions.TypeName(left)} and {Conversions.TypeName(right)}");
        var characters = text.RevealText();
        if (times <= 0 || characters.Length == 0)
            return Value.Text("", left.IsSecret || right.IsSecret);
        var length = times * characters.Length;
        interpreter.ReserveText(length > long.MaxValue ? long.MaxValue : (long)length);
        var result = string.Create((int)length, characters, static (span, source) =>
        {
            for (var at = 0; at < span.Length; at += source.Length)
                source.CopyTo(span[at..]);
        });
        return Value.Text(result, left.IsSecret || right.IsSecret);
    }

    private static bool TryToCount(Value value, out BigInteger count)
    {
        count = value.IsInteger ? value.AsBigInteger() : default;
        if (value.IsInteger || !value.IsText)
            return value.IsInteger;
        var digits = value.RevealText();
        return digits.Length <= NumberLiteral.MostDigits && BigInteger.TryParse(digits, NumberStyles.Integer, CultureInfo.InvariantCulture, out count);
    }

    private Value Lists(Value left, Value right)
    {
        var (a, b) = (left.As<ScriptList>(), right.As<ScriptList>());
        switch (operation)
        {
            case BinaryOperator.ShiftLeft when a is not null:
                return Append(a, right);
            case BinaryOperator.ShiftRight when b is not null:
                return Prepend(left, b);
            case BinaryOperator.Add when a is not null && b is not null:
                return Append(a, b);
            case BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Modulo when a is not null && right.IsInteger:
                return Scale(a, right);
            case BinaryOperator.Multiply when b is not null && left.IsInteger:
                return Scale(b, left);
            default:
                return IsComparison && a is not null && b is not null ? Value.From(CompareLists(a, b)) : throw Unsupported(left, right);
        }
    }

    private Value Append(ScriptList list, Value item)
    {
        var result = Copy(list);
        result.Add(item);
        return Value.From(interpreter.ReserveItems(result));
    }

    private Value Append(ScriptList list, ScriptList more)
    {
        var result = Copy(list);
        foreach (var item in interpreter.Walk(more))
            result.Add(item);
        return Value.From(interpreter.ReserveItems(result));
    }

    private Value Prepend(Value item, ScriptList list)
    {
        var result = new ScriptArray { };
        result.Add(item);
        foreach (var other in interpreter.Copied(list))
            result.Add(other);
        return Value.From(interpreter.ReserveItems(result));
    }

    private ScriptArray Copy(ScriptList list)
    {
        var result = new ScriptArray();
        foreach (var item in interpreter.Copied(list))
            result.Add(item);
        return result;
    }

    /// <summary><c>list * n</c> repeats, <c>list / n</c> keeps the first count / n items, <c>list % n</c> every n-th one.</summary>
    private Value Scale(ScriptList list, Value number)
    {
        if (number.Kind != ValueKind.Int)
            throw AtOperator($"cannot apply '{Symbol(operation)}' to a list and {number}: the number is too large");
        var by = number.AsInt();
        if (by <= 0 && operation != BinaryOperator.Multiply)
            throw AtOperator($"cannot apply '{Symbol(operation)}' to a list and {by}: the number must be positive");
        var source = Copy(list);
        var result = new ScriptArray();
        if (operation == BinaryOperator.Multiply)
        {
            interpreter.ReserveItems((long)source.Count * Math.Max(0, by));
            for (var times = 0; times < by; times++)
            {
                foreach (var item in source.AsSpan())
                    result.Add(item);
            }
            return Value.From(result);
        }
        var (keep, step) = operation == BinaryOperator.Divide ? (source.Count / by, 1) : (source.Count, by);
        for (var index = 0; index < keep; index += step)
            result.Add(source[index]);
        return Value.From(result);
    }

    /// <summary><c>==</c> item by item, <c>!=</c> its negation, the others lexicographic.</summary>
    private bool CompareLists(ScriptList left, ScriptList right)
    {
        using var a = interpreter.Walk(left).GetEnumerator();
        using var b = interpreter.Walk(right).GetEnumerator();
        while (true)
        {
            var (hasA, hasB) = (a.MoveNext(), b.MoveNext());
            if (!hasA || !hasB)
                return Compared(hasA.CompareTo(hasB)).AsBool();
            if (Are(BinaryOperator.Equal, a.Current, b.Current))
                continue;
            return operation switch
            {
                BinaryOperator.Equal => false,
                BinaryOperator.NotEqual => true,
                BinaryOperator.Less or BinaryOperator.LessOrEqual => Are(BinaryOperator.Less, a.Current, b.Current),
                _ => Are(BinaryOperator.Greater, a.Current, b.Current),
            };
        }
    }

    private bool Are(BinaryOperator comparison, Value left, Value right)
    {
        interpreter.EnsureStack(site);
        return new BinaryOperation(interpreter, comparison, site).Evaluate(left, right).IsTrue;
    }
}
