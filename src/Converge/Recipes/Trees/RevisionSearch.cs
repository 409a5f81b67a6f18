using System.Diagnostics.CodeAnalysis;
using Converge.Language.Text;

namespace Converge.Recipes.Trees;

/// <summary>Finds the commit that somebody means, and says what is wrong if there is none.</summary>
internal sealed class RevisionSearch(string folder)
{
    public bool TryResolve(string revision, [NotNullWhen(true)] out string? commit, [NotNullWhen(false)] out GitProblem? problem)
    {
        commit = null;
        // Git would read '-x' as an option; a branch cannot be named so.
        if (revision.Length == 0 || revision[0] == '-' || revision.AsSpan().ContainsAnyInRange('\0', '\x1F'))
        {
            problem = new($"'{revision}' is not a revision", "expected a branch, a tag or a commit");
            return false;
        }
        if (!TryAsk(revision, out var output, out problem))
            return false;
        if (output.ExitCode == 0 && !IsAmbiguousName(output.Error))
        {
            commit = output.Text.TrimEnd('\n');
            return true;
        }
        problem = Explain(revision, output.Error);
        return false;
    }

    private bool TryAsk(string revision, out GitOutput output, [NotNullWhen(false)] out GitProblem? problem) =>
        GitProcess.TryRun(folder, ["rev-parse", "--verify", $"{revision}^{{commit}}"], out output, out problem);

    private static bool IsAmbiguousName(string error) =>
        error.Contains("refname '", StringComparison.Ordinal) && error.Contains("' is ambiguous", StringComparison.Ordinal);

    private GitProblem Explain(string revision, string error)
    {
        if (IsAmbiguousName(error))
            return new($"'{revision}' is both a branch and a tag", $"write 'refs/heads/{revision}' or 'refs/tags/{revision}'");
        if (error.Contains("short object ID", StringComparison.Ordinal))
            return new($"'{revision}' is the beginning of several commits", "write more of it");
        if (!error.Contains("Needed a single revision", StringComparison.Ordinal) && !error.Contains("unknown revision", StringComparison.Ordinal))
            return GitProblem.Explain(folder, error);
        if (!GitProcess.TryRun(folder, ["for-each-ref", "--format=%(refname)"], out var names, out var problem))
            return problem;
        var known = names.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (known.Length == 0)
            return new($"'{revision}' is not there: the repository of '{folder}' has no commit yet");
        return new($"'{revision}' is no branch, tag or commit of the repository of '{folder}'", HistoryHint(revision) ?? NameHint(revision, known));
    }

    /// <summary>For <c>main~200</c>, where there is a <c>main</c>.</summary>
    private string? HistoryHint(string revision)
    {
        var end = revision.AsSpan().IndexOfAny("~^@:");
        return end > 0 && TryAsk(revision[..end], out var start, out _) && start.ExitCode == 0
            ? $"there is '{revision[..end]}', but nothing at '{revision[end..]}' from it"
            : null;
    }

    private static string? NameHint(string revision, string[] known)
    {
        var names = known.Select(Shorten).ToList();
        // A clone has the branches of where it came from under another name.
        var elsewhere = names.Where(name => name.EndsWith($"/{revision}", StringComparison.Ordinal)).Take(3).ToList();
        return elsewhere.Count > 0 ? $"did you mean {string.Join(" or ", elsewhere.Select(static n => $"'{n}'"))}?" : Suggestions.Hint(revision, names);
    }

    private static string Shorten(string name)
    {
        foreach (var kind in (ReadOnlySpan<string>)["refs/heads/", "refs/tags/", "refs/remotes/"])
        {
            if (name.StartsWith(kind, StringComparison.Ordinal))
                return name[kind.Length..];
        }
        return name;
    }
}
