using System.Collections.Immutable;
using Converge.Language.Values;

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

    /// <summary>Texts that may appear nowhere, whatever the command says.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>The permissions that files it makes do not have; null for those of the system.</summary>
    public int? Umask { get; init; }

    public override string ToString() => Mask(string.Join(' ', Argv));

    /// <summary>A text of or about the command, without its secrets.</summary>
    public string Mask(string text) => Secrets.Aggregate(text, static (masked, secret) => secret.Length == 0 ? masked : masked.Replace(secret, SecretText.Mask, StringComparison.Ordinal));
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
