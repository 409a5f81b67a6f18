using Converge.Language.Values;

namespace Converge.Recipes.Secrets;

/// <summary>Why a secret is not given.</summary>
public enum SecretRefusal
{
    /// <summary>It is given.</summary>
    None,

    /// <summary>There is none of that name.</summary>
    Unknown,

    /// <summary>The file says that the node may not read it.</summary>
    NotAReader,

    /// <summary>Its file has errors, or its value is not encrypted.</summary>
    Unreadable,

    /// <summary>No key is at hand.</summary>
    NoKey,

    /// <summary>It is not encrypted for the key at hand, or age does not run.</summary>
    NotDecrypted,
}

/// <summary>A secret, or a reasoned refusal; the message holds no part of it and may be shown to whoever asked.</summary>
public sealed record SecretAnswer
{
    /// <summary>Null if it is refused.</summary>
    public SecretText? Value { get; private init; }

    public SecretRefusal Refusal { get; private init; }

    public string Message { get; private init; } = "";

    public string? Hint { get; private init; }

    public static SecretAnswer Of(SecretText value) => new() { Value = value };

    public static SecretAnswer Not(SecretRefusal refusal, string message, string? hint = null) => new() { Refusal = refusal, Message = message, Hint = hint };
}
