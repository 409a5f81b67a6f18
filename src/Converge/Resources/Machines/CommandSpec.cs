using System.Collections.Immutable;

namespace Converge.Resources.Machines;

/// <summary>A command to run: words, and no shell.</summary>
public sealed record CommandSpec(ImmutableArray<string> Argv)
{
    public string? Stdin { get; init; }

    public string? User { get; init; }

    public string? Folder { get; init; }

    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether what goes to the stream of errors is kept apart: for answers that a program reads, not people.</summary>
    public bool SeparatesErrors { get; init; }

    /// <summary>How many bytes of each stream are kept; of more than that, the beginning and the end.</summary>
    public int OutputLimit { get; init; } = 64 * 1024;

    public override string ToString() => string.Join(' ', Argv);
}

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">As a shell tells it: 127 if there is no such program, 126 if it cannot be run, 128 and the signal if one ended it.</param>
/// <param name="Output">Both streams as they came, if they were not to be kept apart.</param>
public sealed record CommandResult(int ExitCode, string Output)
{
    /// <summary>The stream of errors, if it was to be kept apart.</summary>
    public string Errors { get; init; } = "";

    /// <summary>Whether it was ended because it took too long.</summary>
    public bool TimedOut { get; init; }

    public bool Succeeded => ExitCode == 0 && !TimedOut;
}
