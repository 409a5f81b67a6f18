using Converge.Language.Text;

namespace Converge.Language.Templates;

/// <summary>Ends a render; caught once, at its entry, and handed out as a <see cref="Diagnostic"/>.</summary>
internal sealed class TemplateException(Diagnostic diagnostic) : Exception(diagnostic.Message)
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}
