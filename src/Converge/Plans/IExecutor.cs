using System.Collections.Immutable;
using Converge.Resources.Machines;

namespace Converge.Plans;

/// <summary>Does what steps say. The engine alone holds one.</summary>
public interface IExecutor
{
    /// <exception cref="StepException">It could not be done, or not whole.</exception>
    /// <exception cref="OperationCanceledException">The time is over; a step that cannot be broken off was finished first.</exception>
    Task<StepResult> ExecuteAsync(Step step, CancellationToken cancel);
}

/// <summary>What came of a step that succeeded.</summary>
public sealed record StepResult
{
    public static StepResult Done { get; } = new();

    /// <summary>What a command said, as much of it as is worth to keep.</summary>
    public string Output { get; init; } = "";

    /// <summary>What stood in the places that the step wrote to, so that it can be put back.</summary>
    public ImmutableArray<Replaced> Replaced { get; init; } = [];
}

/// <summary>A step that failed. The message says what could not be done and why, for people.</summary>
/// <param name="output">What a command said, or the last lines of a journal; perhaps many lines.</param>
public sealed class StepException(string message, string output = "") : Exception(message)
{
    public string Output { get; } = output;

    /// <summary>What was replaced before it failed.</summary>
    public ImmutableArray<Replaced> Replaced { get; init; } = [];
}

/// <summary>What stood in a place before a step changed it.</summary>
/// <param name="Kind">Null if there was nothing.</param>
public sealed record Replaced(string Path, FileKind? Kind, string? Owner, string? Group, int? Mode)
{
    /// <summary>The name under which the content is kept; null if it is not, or there was none.</summary>
    public string? Content { get; init; }

    /// <summary>Whether the content of a file was replaced, and not its owner or mode alone.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Where a link led.</summary>
    public string? Target { get; init; }
}
