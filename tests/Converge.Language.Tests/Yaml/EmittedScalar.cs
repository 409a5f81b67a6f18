using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Converge.Language.Tests.Yaml;

/// <summary>A scalar as it may be written, and for each character of its text where that stands in what is written.</summary>
internal sealed class EmittedScalar
{
    private readonly StringBuilder _written = new();
    private readonly StringBuilder _text = new();
    private readonly List<int> _offsets = [];

    private static readonly string[] Parts = ["a", "bc", "x/y:z", "é", "😀", "d-", "e\u2028f", "0", "#b", "{{", "}}"];

    private static readonly Gen<string> Words = Compose(Parts);

    public IReadOnlyList<int> Offsets => _offsets;

    public string Written => _written.ToString();

    public string Text => _text.ToString();

    public bool IsBlock => _written[0] is '|' or '>';

    public static Gen<EmittedScalar> Plain(bool isFlow) => Flow(isFlow ? Compose(Parts[..^2]) : Words, quote: "", kinds: 5);

    public static Gen<EmittedScalar> SingleQuoted => Flow(Gen.OneOf(Words, Gen.Elements("it's", "''", ":", "#", "\\", "\"")), "'", kinds: 5);

    public static Gen<EmittedScalar> DoubleQuoted => Flow(Gen.OneOf(Words, Gen.Elements("'", ":", "#", "- ")), "\"", kinds: 9);

    public static Gen<EmittedScalar> Literal => Block("|");

    public static Gen<EmittedScalar> Folded => Block(">");

    public override string ToString() => Written;

    /// <summary>Words of these parts that may begin a plain scalar.</summary>
    private static Gen<string> Compose(string[] parts) =>
        from first in Gen.Elements(parts[..8])
        from more in Gen.Elements(parts).ListOf()
        select first + string.Concat(more);

    private static Gen<EmittedScalar> Flow(Gen<string> words, string quote, int kinds) =>
        from list in words.NonEmptyListOf()
        from between in Gen.Choose(0, kinds).ListOf(list.Count)
        select EmitFlow([.. list.Select(static word => word.Trim(' '))], between, quote);

    private static Gen<EmittedScalar> Block(string mark) =>
        from first in Words
        from rest in Gen.OneOf(Words, Gen.Elements("", "", "  indented", "\ttab", "trailing  ", "# no comment", "- x", "'")).ListOf()
        from last in Words
        from leading in Gen.Choose(0, 2)
        from indicator in Gen.Elements("", "-", "+", "2", "2-", "+2")
        from trailing in Gen.Choose(0, 2)
        select EmitBlock(mark, indicator, leading, [first, .. rest, last], trailing);

    private EmittedScalar Add(string written, string text = "")
    {
        foreach (var character in text)
        {
            _text.Append(character);
            _offsets.Add(_written.Length);
        }
        _written.Append(written);
        return this;
    }

    /// <summary>Characters that are themselves.</summary>
    private EmittedScalar Copy(string text)
    {
        foreach (var character in text)
            Add(character.ToString(), character.ToString());
        return this;
    }

    private static EmittedScalar EmitFlow(IReadOnlyList<string> words, IReadOnlyList<int> between, string quote)
    {
        var emitted = new EmittedScalar().Add(quote);
        for (var i = 0; i < words.Count; i++)
        {
            if (i > 0)
                emitted.Separate(between[i]);
            foreach (var character in words[i])
                emitted.Add(character == '\'' && quote == "'" ? "''" : character.ToString(), character.ToString());
        }
        return emitted.Add(quote);
    }

    /// <summary>Blanks, line breaks and, in double quotes, escapes.</summary>
    private void Separate(int kind)
    {
        const string Indent = "        ";
        _ = kind switch
        {
            0 => Copy(" "),
            1 => Copy("  \t "),
            2 => Add("\n", " ").Add(Indent),
            3 => Add(" \t").Add("\n", " ").Add(Indent + "\t"),
            4 => Add("\n").Add("\n", "\n").Add(Indent),
            5 => Add(" \n  ").Add("\n", "\n").Add(Indent).Add("\n", "\n").Add(Indent),
            6 => Add("\\\n").Add(Indent),
            7 => Copy("  ").Add("\\\n").Add(Indent).Add("\n", "\n").Add(Indent),
            8 => Add("\\t", "\t").Add("\\\"", "\"").Add("\\\\", "\\").Add("\\x41", "A").Add("\\n", "\n"),
            _ => Add("\\u00e9", "é").Add("\\U0001F600", "😀").Add("\\ ", " ").Add("\\uD83D", "\uD83D").Add("\\uDE00", "\uDE00"),
        };
        // Both halves of a pair that is one escape are where the escape is; the second one counts as one further.
        for (var i = 1; i < _offsets.Count; i++)
        {
            if (_offsets[i] == _offsets[i - 1])
                _offsets[i]++;
        }
    }

    private static EmittedScalar EmitBlock(string mark, string indicator, int leading, IReadOnlyList<string> lines, int trailing)
    {
        var emitted = new EmittedScalar().Add($"{mark}{indicator}  # why\n");
        for (var i = 0; i < leading; i++)
            emitted.Add("\n", "\n");
        for (var i = 0; i < lines.Count; i++)
        {
            emitted.Add(lines[i].Length == 0 ? "" : "  ").Copy(lines[i]);
            if (i < lines.Count - 1)
                emitted.Add("\n", mark == "|" ? "\n" : Fold(lines, i));
        }
        emitted.Add("\n", indicator.Contains('-', StringComparison.Ordinal) ? "" : "\n");
        for (var i = 0; i < trailing; i++)
            emitted.Add("\n", indicator.Contains('+', StringComparison.Ordinal) ? "\n" : "");
        return emitted;
    }

    /// <summary>What the break behind a line becomes.</summary>
    private static string Fold(IReadOnlyList<string> lines, int line)
    {
        var (above, below) = (line, line + 1);
        while (lines[above].Length == 0)
            above--;
        while (lines[below].Length == 0)
            below++;
        if (!IsText(lines[above]) || !IsText(lines[below]) || above != line)
            return "\n";
        return below == line + 1 ? " " : "";
    }

    private static bool IsText(string line) => line[0] is not (' ' or '\t');
}
