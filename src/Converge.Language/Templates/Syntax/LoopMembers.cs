namespace Converge.Language.Templates.Syntax;

/// <summary>The members of <c>for</c>, <c>while</c> and <c>tablerow</c>.</summary>
internal static class LoopMembers
{
    private static readonly string[] While = ["index", "first", "even", "odd"];
    private static readonly string[] For = ["index", "rindex", "first", "last", "even", "odd", "changed", "length"];
    private static readonly string[] TableRow = [.. For, "col"];

    public static string Word(LoopKind loop) => loop switch
    {
        LoopKind.For => "for",
        LoopKind.While => "while",
        _ => "tablerow",
    };

    public static string[] Of(LoopKind loop) => loop switch
    {
        LoopKind.While => While,
        LoopKind.For => For,
        _ => TableRow,
    };

    public static bool Exists(LoopKind loop, string name) => Of(loop).AsSpan().Contains(name);

    public static string List(LoopKind loop) => string.Join(", ", Of(loop));
}
