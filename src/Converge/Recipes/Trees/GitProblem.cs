using Converge.Language.Text;

namespace Converge.Recipes.Trees;

/// <summary>Why git did not do what was asked, told to whoever asked.</summary>
public sealed record GitProblem(string Message, string? Hint = null)
{
    public Diagnostic At(SourceSpan place) => Diagnostic.Error(place, Message, Hint);

    /// <summary>From what git printed to its standard error.</summary>
    internal static GitProblem Explain(string folder, string error)
    {
        if (error.Contains("dubious ownership", StringComparison.Ordinal))
        {
            var repository = error.Split('\'') is [_, var quoted, ..] ? quoted : folder;
            return new($"the git repository '{repository}' belongs to another user, so git does not read it", $"trust it with: git config --global --add safe.directory '{repository}'");
        }
        if (error.Contains("not a git repository", StringComparison.Ordinal))
            return new($"'{folder}' is not in a git repository");
        return new($"git cannot read the repository of '{folder}': {Reason(error)}");
    }

    /// <summary>The line that says why: the one that git ended with, else the first.</summary>
    internal static string Reason(string error)
    {
        const string Fatal = "fatal: ";
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = lines.FirstOrDefault(static l => l.StartsWith(Fatal, StringComparison.Ordinal)) ?? lines.FirstOrDefault() ?? "it gives no reason";
        return line.StartsWith(Fatal, StringComparison.Ordinal) ? line[Fatal.Length..] : line;
    }
}
