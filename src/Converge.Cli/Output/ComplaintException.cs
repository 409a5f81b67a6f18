using Converge.Language.Text;

namespace Converge.Cli.Output;

/// <summary>Ends a verb because of files that the user gave.</summary>
internal sealed class ComplaintException(IReadOnlyList<Diagnostic> diagnostics, Func<string, SourceText?> source) : Exception(diagnostics[0].Message)
{
    public int Write() => Complaint.Write(diagnostics, source);
}
