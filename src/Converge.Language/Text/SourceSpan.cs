namespace Converge.Language.Text;

/// <summary>A place in a source: 1-based line and column, columns in UTF-16 code units.</summary>
/// <param name="Length">How many characters on that line belong to it; what a terminal underlines.</param>
public readonly record struct SourceSpan(string File, int Line, int Column, int Length = 1)
{
    public override string ToString() => $"{File}:{Line}:{Column}";
}
