using System.Buffers;
using System.Globalization;

namespace Converge.Language.Values;

/// <summary>
/// Text under construction, in pooled memory. It remembers whether anything secret went into it, and it refuses to
/// grow beyond its limit: nothing is ever cut silently.
/// </summary>
internal sealed class TextBuffer(int limit) : IDisposable
{
    private const int SmallestBuffer = 256;

    private char[] _characters = ArrayPool<char>.Shared.Rent(SmallestBuffer);

    public int Length { get; private set; }

    public bool IsSecret { get; set; }

    public ReadOnlySpan<char> Written => _characters.AsSpan(0, Length);

    public void Append(char character) => Reserve(1)[0] = character;

    public void Append(ReadOnlySpan<char> text) => text.CopyTo(Reserve(text.Length));

    public void Append<T>(T number)
        where T : ISpanFormattable
    {
        const int LongestShortNumber = 48;
        var room = Room(LongestShortNumber);
        if (number.TryFormat(room, out var written, default, CultureInfo.InvariantCulture))
            Reserve(written);
        else
            Append(number.ToString(null, CultureInfo.InvariantCulture));
    }

    /// <summary>Drops what was written after a position.</summary>
    public void Truncate(int length) => Length = length;

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

    private Span<char> Reserve(int count)
    {
        var room = Room(count);
        if (count > limit - Length)
            throw new LimitException($"a text would be longer than {limit} characters");
        Length += count;
        return room[..count];
    }

    private Span<char> Room(int count)
    {
        if (_characters.Length - Length < count)
            Grow(count);
        return _characters.AsSpan(Length);
    }

    private void Grow(int count)
    {
        const int Slack = 64;
        if ((long)Length + count > (long)limit + Slack)
            throw new LimitException($"a text would be longer than {limit} characters");
        var larger = ArrayPool<char>.Shared.Rent((int)Math.Max((long)Length + count, Math.Min((long)_characters.Length * 2, Array.MaxLength)));
        Written.CopyTo(larger);
        ArrayPool<char>.Shared.Return(_characters, clearArray: IsSecret);
        _characters = larger;
    }
}
