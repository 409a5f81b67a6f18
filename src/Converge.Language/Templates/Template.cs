namespace Converge.Language.Templates;

/// <summary>A parsed template.</summary>
public sealed class Template;
