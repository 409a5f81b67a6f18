using System.Collections.Immutable;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Sources;

/// <summary>Commands of git as somebody: the address goes by the environment, since words are for all to see.</summary>
/// <param name="IsSecret">Whether the address may not be shown.</param>
internal sealed record GitCommands(string Url, bool IsSecret, string User)
{
    public const string Program = "/usr/bin/git";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <param name="folder">Of the working tree; null outside of any.</param>
    public CommandSpec Command(string? folder, params ReadOnlySpan<string> words) =>
        new([Program, "-c", "core.hooksPath=/dev/null", .. folder is null ? [] : ImmutableArray.Create("-c", $"safe.directory={folder}", "-C", folder), .. words])
        {
            User = User == "root" ? null : User,
            Folder = "/",
            Timeout = Patience,
            Umask = 0b000_010_010,
            Secrets = IsSecret ? [Url] : [],
            Environment = ImmutableSortedDictionary<string, string>.Empty
                .WithComparers(StringComparer.Ordinal)
                .Add("GIT_TERMINAL_PROMPT", "0")
                .Add("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")
                .Add("GIT_CONFIG_COUNT", "1")
                .Add("GIT_CONFIG_KEY_0", "remote.converge.url")
                .Add("GIT_CONFIG_VALUE_0", Url),
        };

    /// <summary>Asks the other side where a branch or a tag is.</summary>
    public CommandSpec Ask(string revision) =>
        Command(null, "ls-remote", "--", "converge", $"refs/heads/{revision}", $"refs/tags/{revision}", $"refs/tags/{revision}^{{}}") with { Timeout = TimeSpan.FromMinutes(1), SeparatesErrors = true };

    /// <summary>The commit that an answer tells: that of the branch, else that of the tag, which may be a thing of its own.</summary>
    public static string? ReadAnswer(string answer, string revision)
    {
        var found = answer.Split('\n').Select(static line => line.Split('\t')).Where(static parts => parts.Length == 2).ToLookup(static parts => parts[1], static parts => parts[0], StringComparer.Ordinal);
        return found[$"refs/heads/{revision}"].FirstOrDefault() ?? found[$"refs/tags/{revision}^{{}}"].FirstOrDefault() ?? found[$"refs/tags/{revision}"].FirstOrDefault();
    }
}
