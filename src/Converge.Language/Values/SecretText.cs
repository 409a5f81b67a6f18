using System.Diagnostics;

namespace Converge.Language.Values;

/// <summary>
/// A text that must not be shown. It is no string and converts to none: code that forgets about secrets does not
/// compile, fails to cast, or prints <c>&lt;secret&gt;</c>. Whoever needs the text says so with <see cref="Reveal"/>.
/// </summary>
[DebuggerDisplay(Mask)]
public sealed class SecretText : Boxed, IEquatable<SecretText>
{
    /// <summary>What is shown instead.</summary>
    public const string Mask = "<secret>";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _text;

    public SecretText(string text)
        : base(ValueKind.Secret)
    {
        ArgumentNullException.ThrowIfNull(text);
        _text = text;
    }

    /// <summary>The text itself. Every call is a place to review.</summary>
    public string Reveal() => _text;

    public bool Equals(SecretText? other) => other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as SecretText);

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Mask;
}
