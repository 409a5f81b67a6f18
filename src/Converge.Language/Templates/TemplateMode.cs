namespace Converge.Language.Templates;

public enum TemplateMode
{
    /// <summary>Text with code in <c>{{ }}</c>.</summary>
    Template,

    /// <summary>The whole source is code.</summary>
    Script,

    /// <summary>Exactly one expression.</summary>
    Expression,
}
