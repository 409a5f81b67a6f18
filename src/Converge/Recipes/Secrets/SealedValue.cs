using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Converge.Recipes.Secrets;

/// <summary>
/// A value as it stands in a file: <c>ENC[age,alice:1a2b3c4d production:5e6f7a8b,YWdlLWVuY3J5…]</c>. An age file does not say for
/// whom it was encrypted, so the value does: it names them, with a fingerprint of their keys.
/// </summary>
/// <param name="For">The marks of the recipients; empty if it does not say.</param>
/// <param name="Age">The age file.</param>
public sealed record SealedValue(ImmutableArray<string> For, ReadOnlyMemory<byte> Age)
{
    public const string Form = "'ENC[age,RECIPIENTS,BASE64]'";

    private const string Start = "ENC[";
    private const string Method = "age,";
    private const char End = ']';

    private static ReadOnlySpan<byte> Intro => "age-encryption.org/v1\n"u8;

    /// <summary>Whether a text means to be one.</summary>
    public static bool IsMeant(string text) => text.StartsWith(Start, StringComparison.Ordinal);

    public static bool TryParse(string text, [NotNullWhen(true)] out SealedValue? value, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (value, problem) = (null, null);
        if (!IsMeant(text) || !text.EndsWith(End))
            problem = $"expected {Form}";
        else if (!text.AsSpan(Start.Length).StartsWith(Method))
            problem = "it is encrypted by something other than age";
        else
        {
            var parts = text[(Start.Length + Method.Length)..^1].Split(',');
            var age = Decode(parts[^1]);
            if (parts.Length > 2)
                problem = $"expected {Form}";
            else if (age is null || !age.AsSpan().StartsWith(Intro))
                problem = "what it holds is no age file in base64";
            else
                value = new(parts.Length == 1 ? [] : [.. parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)], age);
        }
        return value is not null;
    }

    public bool Equals(SealedValue? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"{Start}{Method}{(For.IsEmpty ? "" : $"{string.Join(' ', For)},")}{Convert.ToBase64String(Age.Span)}{End}";

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
