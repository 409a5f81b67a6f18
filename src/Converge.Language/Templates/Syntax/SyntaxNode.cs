namespace Converge.Language.Templates.Syntax;

/// <summary>A piece of a template; it knows where it stands.</summary>
public abstract class SyntaxNode
{
    /// <summary>Offset of the first character in the template's text.</summary>
    public int Start { get; init; }

    /// <summary>Offset after the last character.</summary>
    public int End { get; init; }
}

public abstract class Expression : SyntaxNode;

public abstract class Statement : SyntaxNode;
