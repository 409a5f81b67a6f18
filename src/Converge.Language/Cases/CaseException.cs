using Converge.Language.Text;

namespace Converge.Language.Cases;

/// <summary>A case is not as it should be; the message begins with the place.</summary>
public sealed class CaseException(Diagnostic problem) : Exception(problem?.ToString())
{
    public CaseException(string path, int line, string message)
        : this(Diagnostic.Error(new(path, line, 1), message))
    {
    }

    public Diagnostic Problem { get; } = problem;
}
