namespace Converge.Testing.Cases;

/// <summary>A fixture is not as it should be; the message begins with the place.</summary>
public sealed class CaseException(string path, int line, string message) : Exception($"{path}:{line}:1: error: {message}");
