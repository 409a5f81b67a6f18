namespace Converge.Language.Templates;

/// <summary>What a render may use. Reaching a limit is an error at the place that reached it; nothing is cut silently.</summary>
public sealed record RenderLimits
{
    public static RenderLimits Default { get; } = new();

    /// <summary>Iterations summed over a loop and everything nested in it, builtin functions included; also the length of a range.</summary>
    public int Iterations { get; init; } = 1_000_000;

    /// <summary>Nested calls and includes.</summary>
    public int CallDepth { get; init; } = 100;

    /// <summary>Characters of the output, and of any one string.</summary>
    public int TextLength { get; init; } = 16 * 1024 * 1024;

    /// <summary>Items of any one array.</summary>
    public int CollectionSize { get; init; } = 1_000_000;

    /// <summary>
    /// Characters of all strings made during a render or given to a function. Other work counts as characters, too: an
    /// item made or copied as 8, a call as 128, a character of an evaluated text as 64.
    /// </summary>
    public long Work { get; init; } = 256L * 1024 * 1024;

    public TimeSpan RegexTimeout { get; init; } = TimeSpan.FromSeconds(1);

    public int BigIntegerBits { get; init; } = 4096;
}
