namespace Converge.Language.Values;

/// <summary>A limit of the sandbox was reached; the interpreter turns it into a diagnostic at the place that runs.</summary>
internal sealed class LimitException(string message) : Exception(message);
