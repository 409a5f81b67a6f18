namespace Converge.Language.Text;

public enum Severity
{
    Error,
    Warning,
}

/// <summary>Another place that belongs to the story, such as the first of two declarations.</summary>
public readonly record struct RelatedPosition(SourceSpan At, string Message);

/// <summary>One thing that is wrong with what the user wrote: where, what, and what to do about it.</summary>
public sealed record Diagnostic(Severity Severity, SourceSpan At, string Message, string? Hint = null)
{
    public IReadOnlyList<RelatedPosition> Related { get; init; } = [];

    public static Diagnostic Error(SourceSpan at, string message, string? hint = null) => new(Severity.Error, at, message, hint);

    public static Diagnostic Warning(SourceSpan at, string message, string? hint = null) => new(Severity.Warning, at, message, hint);

    public override string ToString() => DiagnosticRenderer.Plain.Render(this);
}
