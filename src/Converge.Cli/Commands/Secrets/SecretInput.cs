using System.Text;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Language.Values;

namespace Converge.Cli.Commands.Secrets;

/// <summary>Where the value of a secret comes from: never from the command line, which everybody on the machine can read.</summary>
internal static class SecretInput
{
    public static readonly Parameter File = new("--file", "a file with the value; if not given, it is read from stdin, or asked for on a terminal", "FILE");

    public static SecretText Read(Invocation invocation, string path)
    {
        if (!invocation.Has(File) && !Console.IsInputRedirected)
            return Ask(path);
        var sources = new Sources();
        var source = sources.Read(invocation.Has(File) ? invocation[File] : Sources.StandardInput);
        if (source is null)
            throw new UserException("a secret is text in UTF-8", "encode other bytes, as with 'base64', and decode them where they are used");
        return Of(source.Text);
    }

    /// <summary>A single line is taken without its end, since programs that print one end it; a longer text is taken as it is.</summary>
    public static SecretText Of(string text)
    {
        var line = text.EndsWith('\n') && text.IndexOf('\n', StringComparison.Ordinal) == text.Length - 1 ? text[..^1].TrimEnd('\r') : text;
        return line.Length > 0 ? new(line) : throw new UserException("the secret is empty", "it is read from stdin, or from a file: '--file'");
    }

    private static SecretText Ask(string path)
    {
        var first = AskOnce($"value of '{path}': ");
        return AskOnce("once more: ") == first ? Of(first) : throw new UserException("the two are not the same", "nothing was changed");
    }

    private static string AskOnce(string question)
    {
        Standard.Error(question);
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                text.Length = Math.Max(0, text.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                text.Append(key.KeyChar);
        }
        Standard.Error("\n");
        return text.ToString();
    }
}
