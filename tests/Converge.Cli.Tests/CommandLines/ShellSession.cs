using System.Text;

namespace Converge.Cli.Tests.CommandLines;

/// <summary>What a terminal shows: lines that begin with <c>$ </c>, their continuations with <c>> </c>, and what they print.</summary>
internal sealed record ShellSession(IReadOnlyList<string> Steps, string Text)
{
    private const string Prompt = "$ ";
    private const string Continued = "> ";

    public static ShellSession Parse(string text, string indent)
    {
        var steps = new List<string>();
        var session = new StringBuilder();
        foreach (var indented in text.TrimEnd('\n').Split('\n'))
        {
            var line = indented.StartsWith(indent, StringComparison.Ordinal) ? indented[indent.Length..] : indented;
            session.Append(line).Append('\n');
            if (line.StartsWith(Prompt, StringComparison.Ordinal))
                steps.Add(line[Prompt.Length..]);
            else if (line.StartsWith(Continued, StringComparison.Ordinal))
                steps[^1] += $"\n{line[Continued.Length..]}";
        }
        return new(steps, session.ToString());
    }

    /// <summary>The session as it is when it is run now, in a folder.</summary>
    /// <param name="settings">Lines for the shell before each step.</param>
    /// <param name="hasErrors">Whether what goes to stderr is part of it.</param>
    public async Task<string> Run(string folder, string settings = "", bool hasErrors = true)
    {
        var session = new StringBuilder();
        foreach (var step in Steps)
        {
            session.Append(Prompt).Append(step.Replace("\n", $"\n{Continued}", StringComparison.Ordinal)).Append('\n');
            var run = await BuiltProgram.Shell(settings + step.Replace("./converge", "converge", StringComparison.Ordinal), folder);
            session.Append(run.Output).Append(hasErrors || run.ExitCode != 0 ? run.Error : "");
        }
        return session.ToString();
    }
}
