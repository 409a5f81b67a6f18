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

    public override string ToString() => string.Join(' ', Argv);
}

/// <summary>How a command ended.</summary>
/// <param name="Output">Both streams as they came, the end of it if it was long.</param>
public sealed record CommandResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}
