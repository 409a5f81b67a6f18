namespace Converge.Language.Values;

/// <summary>JSON as text on one side, values on the other. Nothing is mapped by reflection, and the order of members is kept.</summary>
public static class JsonText
{
    /// <summary>Arrays and objects inside each other, in both directions.</summary>
    internal const int DeepestNesting = 64;

    /// <summary>
    /// Reads one value. Integers become the smallest integer that holds them, other numbers a decimal if that is exact,
    /// else a double; of a repeated key the last value stays, in the place of the first.
    /// </summary>
    /// <exception cref="JsonTextException">The text is no JSON. The message tells where, and quotes nothing.</exception>
    public static Value Read(string text) => Read(text, int.MaxValue);

    /// <param name="text">The document; a byte-order mark at its start is ignored.</param>
    /// <param name="mostValues">How many values the document may hold, all levels taken together.</param>
    internal static Value Read(string text, int mostValues)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new JsonReader(text.StartsWith('\uFEFF') ? text[1..] : text, mostValues).Read();
    }

    /// <summary>A value as JSON.</summary>
    /// <exception cref="FormatException">JSON has no form for the value, or it holds a secret, which must not get into a plain text.</exception>
    /// <exception cref="LimitException">The value is nested too deep, or refers to itself.</exception>
    public static string Write(Value value, JsonStyle style = default)
    {
        using var buffer = new TextBuffer(int.MaxValue);
        Write(buffer, value, style);
        return buffer.IsSecret ? throw new FormatException("a secret cannot be written as plain JSON") : buffer.ToString();
    }

    /// <summary>Appends a value; a secret inside marks the buffer as secret.</summary>
    /// <exception cref="FormatException">JSON has no form for the value. The message quotes nothing.</exception>
    /// <exception cref="LimitException">The value is nested too deep, or refers to itself.</exception>
    internal static void Write(TextBuffer buffer, Value value, JsonStyle style) => new JsonWriter(buffer, style).Append(value);
}

/// <summary>How JSON is laid out and escaped.</summary>
/// <param name="Indent">Columns for each level, one member or item to a line; null for everything on one line.</param>
/// <param name="Sorted">Whether members are ordered by their names instead of keeping their order.</param>
/// <param name="Cautious">Whether everything outside ASCII, and what means something to HTML, is escaped, too.</param>
public readonly record struct JsonStyle(int? Indent = null, bool Sorted = false, bool Cautious = false);
