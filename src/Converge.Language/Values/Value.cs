using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Converge.Language.Values;

/// <summary>
/// A value of the language, in two words and without boxing for everything that fits: <c>_ref</c> is null (null), a
/// string, or a <see cref="Boxed"/>, which for small things only names the kind of what is in <c>_bits</c>.
/// </summary>
[DebuggerDisplay("{Kind}: {DebugText}")]
public readonly struct Value : IEquatable<Value>
{
    private readonly object? _ref;
    private readonly long _bits;

    private Value(object? reference, long bits = 0)
    {
        _ref = reference;
        _bits = bits;
    }

    public static Value Null => default;

    public static Value Empty => new(InlineTag.Empty);

    public static Value True => new(InlineTag.Bool, 1);

    public static Value False => new(InlineTag.Bool);

    public static Value EmptyString => new("");

    internal static Value Missing => new(InlineTag.Missing);

    public ValueKind Kind
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var reference = _ref;
            if (reference is null)
                return ValueKind.Null;
            if (reference.GetType() == typeof(string))
                return ValueKind.String;
            return Unsafe.As<Boxed>(reference).Kind;
        }
    }

    public bool IsNull => _ref is null || ReferenceEquals(_ref, InlineTag.Missing);

    /// <summary>True for the place of an optional argument that was not given, and for what was looked up and does not exist.</summary>
    internal bool IsMissing => ReferenceEquals(_ref, InlineTag.Missing);

    /// <summary>A string, secret or not.</summary>
    public bool IsText => Kind is ValueKind.String or ValueKind.Secret;

    public bool IsSecret => _ref is SecretText;

    public bool IsNumber => Kind is >= ValueKind.Int and <= ValueKind.Decimal;

    public bool IsInteger => Kind is ValueKind.Int or ValueKind.Long or ValueKind.BigInteger;

    /// <summary>Only null, false and empty are false.</summary>
    public bool IsTrue => Kind switch
    {
        ValueKind.Null or ValueKind.Empty => false,
        ValueKind.Bool => _bits != 0,
        _ => true,
    };

    private string DebugText => Kind is ValueKind.Secret ? SecretText.Mask : ToString();

    public static Value From(bool value) => new(InlineTag.Bool, value ? 1 : 0);

    public static Value From(int value) => new(InlineTag.Int, value);

    /// <summary>The smallest kind that holds the number.</summary>
    public static Value From(long value) => value is >= int.MinValue and <= int.MaxValue ? From((int)value) : new(InlineTag.Long, value);

    /// <summary>The smallest kind that holds the number.</summary>
    public static Value From(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? From((long)value) : new(new BoxedBigInteger(value));

    public static Value From(float value) => new(InlineTag.Float, BitConverter.SingleToInt32Bits(value));

    public static Value From(double value) => new(InlineTag.Double, BitConverter.DoubleToInt64Bits(value));

    public static Value From(decimal value) => new(new BoxedDecimal(value));

    public static Value From(string? value) => new(value);

    /// <summary>Everything on the heap: arrays, objects, ranges, functions, secrets.</summary>
    public static Value From(Boxed? value) => new(value);

    public static Value From(DateTime value) => new(InlineTag.Date, value.Ticks);

    public static Value From(TimeSpan value) => new(InlineTag.TimeSpan, value.Ticks);

    /// <summary>A text that is secret if asked to.</summary>
    public static Value Text(string text, bool secret) => secret ? new(new SecretText(text)) : new(text);

    public bool AsBool() => Expect(ValueKind.Bool)._bits != 0;

    public int AsInt() => (int)Expect(ValueKind.Int)._bits;

    /// <summary>Of an int or a long.</summary>
    public long AsLong() => Kind == ValueKind.Int ? _bits : Expect(ValueKind.Long)._bits;

    /// <summary>Of any integer.</summary>
    public BigInteger AsBigInteger() => _ref is BoxedBigInteger big ? big.Number : AsLong();

    public float AsFloat() => BitConverter.Int32BitsToSingle((int)Expect(ValueKind.Float)._bits);

    public double AsDouble() => BitConverter.Int64BitsToDouble(Expect(ValueKind.Double)._bits);

    public decimal AsDecimal() => ((BoxedDecimal)_ref!).Number;

    /// <summary>Of a string that is not secret; of a secret one it throws, by design.</summary>
    public string AsString() => (string)_ref!;

    public SecretText AsSecret() => (SecretText)_ref!;

    public DateTime AsDate() => new(Expect(ValueKind.Date)._bits, DateTimeKind.Utc);

    public TimeSpan AsTimeSpan() => new(Expect(ValueKind.TimeSpan)._bits);

    public ScriptArray AsArray() => (ScriptArray)_ref!;

    public ScriptRange AsRange() => (ScriptRange)_ref!;

    public ScriptObject AsObject() => (ScriptObject)_ref!;

    /// <summary>The heap object if it is one of that type, else null: <c>value.As&lt;ScriptList&gt;() is { } list</c>.</summary>
    public T? As<T>()
        where T : Boxed => _ref as T;

    /// <summary>The characters of a string, secret or not. For code that carries the flag along itself.</summary>
    internal string RevealText() => _ref is SecretText secret ? secret.Reveal() : (string)_ref!;

    /// <summary>Same kind and same content; arrays, objects and functions by identity.</summary>
    public bool Equals(Value other)
    {
        if (_ref is string text)
            return other._ref is string otherText && string.Equals(text, otherText, StringComparison.Ordinal);
        return Kind == other.Kind && Kind switch
        {
            ValueKind.Secret => AsSecret().Equals(other.AsSecret()),
            ValueKind.BigInteger => HasSameBigInteger(other),
            ValueKind.Decimal => AsDecimal() == other.AsDecimal(),
            _ => _bits == other._bits && ReferenceEquals(_ref, other._ref),
        };
    }

    // On its own: who compares no such numbers need not load what they are made of.
    private bool HasSameBigInteger(Value other) => AsBigInteger() == other.AsBigInteger();

    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    public override int GetHashCode() => _ref switch
    {
        null => 0,
        string text => text.GetHashCode(StringComparison.Ordinal),
        SecretText secret => secret.GetHashCode(),
        BoxedBigInteger big => big.Number.GetHashCode(),
        BoxedDecimal number => number.Number.GetHashCode(),
        _ => HashCode.Combine(RuntimeHelpers.GetHashCode(_ref), _bits),
    };

    public static bool operator ==(Value left, Value right) => left.Equals(right);

    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>As a template prints it, secrets masked. For messages; a template prints through its own writer.</summary>
    public override string ToString() => ValuePrinter.Print(this);

    private Value Expect(ValueKind kind) => Kind == kind ? this : throw NotOfKind(kind);

    private InvalidCastException NotOfKind(ValueKind kind) => new($"a value of kind {Kind} is no {kind}");
}
