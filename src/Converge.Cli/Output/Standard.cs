using System.Text;

namespace Converge.Cli.Output;

/// <summary>The standard streams: results on one, everything else on the other.</summary>
internal static class Standard
{
    /// <summary>Writes all of a result. A reader that has seen enough and went away is no error.</summary>
    public static void Output(ReadOnlySpan<byte> bytes)
    {
        var error = LibC.Write(LibC.StandardOutput, bytes);
        if (error is not (0 or LibC.BrokenPipe))
            throw new UserException($"cannot write to the standard output: {LibC.Describe(error)}");
    }

    public static void Output(string text) => Output(Encoding.UTF8.GetBytes(text));

    public static void Error(string text) => LibC.Write(LibC.StandardError, Encoding.UTF8.GetBytes(text));
}
