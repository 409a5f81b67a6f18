namespace Converge.Language.Tests.Templates.Properties;

/// <summary>Tokens, marks and odd characters in any order.</summary>
internal static class TokenSoup
{
    private static readonly string[] Pieces =
    [
        "{{", "}}", "{{-", "-}}", "{{~", "~}}", "{%{", "}%}", "{%%{", "}%%}", "{", "}", "(", ")", "[", "]", "\n", "\r\n", "\r", " ", "\t", ";", ",", ":", ".", "..", "..<", "...",
        "?", "?.", "??", "?!", "!", "!=", "=", "==", "<", "<=", "<<", ">", ">=", ">>", "+", "++", "+=", "-", "--", "-=", "*", "*=", "/", "/=", "//", "//=", "%", "%=",
        "&&", "&", "||", "|", "|>", "@", "^", "~", "\\", "#", "##", "\"", "'", "`", "$\"", "$'", "\\{", "$", "$$", "$0", "$x", "\\u00e9", "\\x4", "\\n",
        "0", "1", "42", "1.5", "1.", "1e5", "1e-5", "0x", "0xF", "0b1", "0b1.1", "1_0", "1m", "1f", "99999999999999999999", "_", "a", "b", "é", "x", "empty?", ".empty?", "size",
        "if", "else", "end", "for", "while", "break", "continue", "case", "when", "func", "ret", "capture", "readonly", "import", "with", "wrap", "tablerow", "in", "null", "true", "false", "do", "this",
        "include", "limit:", "offset:1", "reversed", "cols:2", "for.index", "array.size", "string.upcase", "object.eval", "\0", "\uFEFF", "\u2028", "\u0085", "\u00A0", "\uD800", "\uDC00", "\uD83D\uDE00", "\u0301",
    ];

    public static string Piece(Random random) => Pieces[random.Next(Pieces.Length)];

    public static string Make(Random random)
    {
        var pieces = Enumerable.Range(0, random.Next(1, 40)).Select(_ => Piece(random));
        return string.Join(random.Next(2) == 0 ? "" : " ", pieces);
    }

    /// <summary>Any UTF-16 at all, halves of surrogate pairs and NUL included.</summary>
    public static string AnyCharacters(Random random)
    {
        var text = Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(5) switch
        {
            0 => Piece(random),
            1 => ((char)random.Next(char.MaxValue + 1)).ToString(),
            2 => ((char)random.Next(0xD800, 0xE000)).ToString(),
            _ => ((char)random.Next(128)).ToString(),
        });
        return string.Concat(text);
    }
}
