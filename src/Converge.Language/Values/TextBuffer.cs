using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Converge.Language.Values;

/// <summary>
/// Text under construction, in pooled memory. It remembers whether anything secret went into it, and it refuses to
/// grow beyond its limit: nothing is ever cut silently.
/// </summary>
internal class TextBuffer(int limit) : IDisposable
{
    private const int SmallestBuffer = 256;

    // A text is copied at each growth: small ones grow fast, and large ones do not take much more than they need.
    private const int LargestFast = 16 * 1024;

    private char[] _characters = ArrayPool<char>.Shared.Rent(SmallestBuffer);
    private int _length;

    /// <summary>How long the text may become in the present array.</summary>
    private int _capacity = Math.Min(SmallestBuffer, limit);

    public int Length => _length;

    /// <summary>Whether the last character is a newline.</summary>
    public bool EndsLine => _length > 0 && _characters[_length - 1] == '\n';

    public bool IsSecret { get; set; }

    public ReadOnlySpan<char> Written => _characters.AsSpan(0, _length);

    public void Append(char character)
    {
        if (_length == _capacity)
            Grow(1);
        _characters[_length++] = character;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > _capacity - _length)
            Grow(text.Length);
        text.CopyTo(_characters.AsSpan(_length));
        _length += text.Length;
    }

    public void Append<T>(T number)
        where T : ISpanFormattable
    {
        if (number.TryFormat(_characters.AsSpan(_length, _capacity - _length), out var written, default, CultureInfo.InvariantCulture))
            _length += written;
        else
            Append(number.ToString(null, CultureInfo.InvariantCulture));
    }

    /// <summary>The shortest text that reads back as this number.</summary>
    public void Append(double number)
    {
        // Usual numbers have two decimals at most. A decimal fraction of up to 15 digits that reads back as the number is
        // the shortest one, and found faster than by the general algorithm.
        const double MostHundredths = 1e15;
        var hundredths = Math.Round(number * 100);
        if (hundredths / 100 == number && Math.Abs(hundredths) < MostHundredths && hundredths != 0)
            AppendHundredths((long)hundredths);
        else
            Append<double>(number);
    }

    /// <summary>Drops what was written after a position.</summary>
    public void Truncate(int length) => _length = length;

    /// <summary>The text so far, secret if anything in it is.</summary>
    public Value ToValue() => Value.Text(new string(Written), IsSecret);

    public override string ToString() => IsSecret ? SecretText.Mask : new string(Written);

    public void Dispose()
    {
        var characters = _characters;
        _characters = [];
        // What was secret must not wait in the pool for the next reader.
        ArrayPool<char>.Shared.Return(characters, clearArray: IsSecret);
    }

    private void AppendHundredths(long number)
    {
        if (number < 0)
            Append('-');
        var (whole, fraction) = Math.DivRem(Math.Abs(number), 100);
        Append(whole);
        if (fraction == 0)
            return;
        Append('.');
        Append((char)('0' + fraction / 10));
        if (fraction % 10 != 0)
            Append((char)('0' + fraction % 10));
    }

    private void Grow(int count)
    {
        if (count > limit - _length)
            throw new LimitException($"a text would be longer than {limit} characters");
        var factor = _characters.Length <= LargestFast ? 4 : 2;
        var larger = ArrayPool<char>.Shared.Rent((int)Math.Max((long)_length + count, Math.Min((long)_characters.Length * factor, Array.MaxLength)));
        Written.CopyTo(larger);
        ArrayPool<char>.Shared.Return(_characters, clearArray: IsSecret);
        _characters = larger;
        _capacity = Math.Min(larger.Length, limit);
    }
}
