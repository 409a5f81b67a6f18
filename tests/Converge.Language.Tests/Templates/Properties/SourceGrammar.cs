namespace Converge.Language.Tests.Templates.Properties;

/// <summary>Makes source that mostly parses: every form of the language, in every place, spaced and named in odd ways.</summary>
internal sealed class SourceGrammar(Random random, string[]? names = null)
{
    private static readonly string[] OddNames = ["a", "b", "x", "y", "f", "for", "if", "end", "in", "limit", "offset", "while", "else", "empty", "é", "_1", "when", "e", "m", "f1"];
    private static readonly string[] Numbers =
        ["0", "1", "42", "1_000", "1e3", "12345678901", "99999999999999999999", "0xFF", "0xFFFFFFFF", "0xFFFFFFFFFFFFFFFF", "0x80000000_00000000", "0xFFu",
         "0xFFFFFFFFFFFFFFFFFFFF", "0b101", "0b1.1", "0b1.01f", "1.5", "1.", "1.0d", "2e-3", "1.5e30", "1.5f", "1e9f", "7m", "10.50m", "1e20d", "0.0"];
    private static readonly string[] Strings =
        ["''", "\"\"", "'a'", "\"it's\"", "'\\n\\t\\\\'", "'\\u00e9\\x41\\0'", "'é'", "`raw \\ `` text`", "'{{ }}'", "\"{x}\"", "'a\nb'", "`${`", "'\\\n'"];
    private static readonly string[] Binary =
        [" + ", " - ", "+", "-", " * ", " / ", " // ", " % ", " << ", " >> ", " == ", " != ", " < ", " <= ", " > ", " >= ", " && ", " || ", " ?? ", " ?! ", "..", " ..< ", "*", "=="];
    private static readonly string[] Prefixes = ["!", "-", "+", "^", "@", "- ", "!!", "- -", "+ +", "++", "--"];
    private static readonly string[] Assignments = [" = ", "=", " += ", " -= ", " *= ", " /= ", " //= ", " %= "];
    private static readonly string[] Separators = ["; ", ";", "\n", " # comment\n", ";; ", " ## long ## ; "];
    private static readonly string[] LoopStates = ["for.index", "for.last", "while.index", "tablerow.col", "for.rindex"];

    private readonly string[] _names = names ?? OddNames;

    public string Expression(int depth) => Pick(
        (6, () => Conditional(depth)),
        (2, () => $"{Conditional(depth - 1)}{Any(" | ", "|", " |> ", " |\n ")}{Conditional(depth - 1)}"));

    public string Script(int depth)
    {
        var statements = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Statement(depth));
        return string.Join(Any(Separators), statements);
    }

    /// <summary>Code blocks with marks, text, escape blocks.</summary>
    public string Template(int depth)
    {
        var parts = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Pick(
            (5, () => $"{Any("{{", "{{-", "{{~", "{{ ", "{{~ ")} {Script(depth)} {Any("}}", "-}}", "~}}", "\n}}")}"),
            (2, () => $"{Any("{{ if ", "{{~ for a in ", "\n  {{ while ")}{Conditional(1)} }}}}{Any("text", "\n  ", "")}{{{{ {Script(depth - 1)} }}}}\n{{{{ end {Any("}}", "~}}")}"),
            (3, () => Any("text", "\n", "  ", "\n    ", "}}", "{ ", "a\r\nb", "é", "%}")),
            (1, () => Any("{%{ {{ x }} }%}", "{%%{ }%} }%%}", "{%{- a -}%}"))));
        return string.Concat(parts);
    }

    public string Statement(int depth) => depth <= 0 ? Simple(1) : Pick(
        (8, () => Simple(depth)),
        (1, () => $"if {Expression(1)}{Body(depth)}{Any("", $"; else if {Expression(1)}{Body(depth)}", $"; else{Body(depth)}")}; end"),
        (1, () => $"for {Target()} in {Conditional(1)}{Any("", " limit:2", " offset: 1 reversed", " reversed", " limit: x")}{Body(depth)}{Any("", $"; else{Body(depth)}")}; end"),
        (1, () => $"tablerow {Name()} in {Postfix(1)}{Any("", " cols:2")}{Body(depth)}; end"),
        (1, () => $"while {Conditional(1)}; break{Body(depth)}; end"),
        (1, () => $"case {Conditional(1)}; when {Operand(1)}{Any("", $", {Operand(1)}", $" || {Operand(1)}")}{Body(depth)}{Any("", $"; else{Body(depth)}")}; end"),
        (1, () => $"{Any("with", "capture", "wrap")} {Target()}{Body(depth)}; end"),
        (1, () => $"func {Any("", "$")}{Name()}{Any("", "(a)", "(a, b = -1, c...)", "(a = 'x')", "()")}{Body(depth)}; end"));

    private string Simple(int depth) => Pick(
        (6, () => Expression(depth)),
        (4, () => $"{Any(Target(), $"({Target()})", $"(({Target()}))")}{Any(Assignments)}{Expression(depth)}"),
        (1, () => $"{Name()}(a, b) = {Expression(depth)}"),
        (1, () => Any("break", "continue", "ret", $"ret {Expression(1)}", $"import {Postfix(1)}", $"readonly {Name()}", "$$")));

    private string Body(int depth) => string.Concat(Enumerable.Range(0, random.Next(0, 3)).Select(_ => $"{Any(Separators)}{Statement(depth - 1)}"));

    private string Conditional(int depth) => depth <= 0 ? Operand(0) : Pick(
        (6, () => Operation(depth)),
        (1, () => $"{Operation(depth - 1)} ? {Expression(depth - 1)} : {Expression(depth - 1)}"),
        (2, () => SpacedCall(depth - 1)));

    private string SpacedCall(int depth)
    {
        var arguments = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pick(
            (4, () => Operand(depth)),
            (1, () => $"{Name()}: {Any("", "-")}{Operand(depth)}"),
            (1, () => $"{Any("!", "@", "^")}{Postfix(depth)}"),
            (1, () => $"{Operand(depth)}{Any(Binary)}{Operand(depth)}")));
        return $"{Postfix(depth)} {string.Join(Any(" ", "  "), arguments)}";
    }

    private string Operation(int depth) => depth <= 0 ? Operand(0) : Pick(
        (4, () => Operand(depth)),
        (4, () => $"{Operation(depth - 1)}{Any(Binary)}{Operation(depth - 1)}"),
        (2, () => $"{Any(Prefixes)}{Operand(depth - 1)}"),
        (1, () => $"{Target()}{Any("++", "--")}"));

    private string Operand(int depth) => Pick(
        (3, () => Postfix(depth)),
        (2, () => $"({Expression(depth - 1)})"));

    private string Postfix(int depth)
    {
        var text = Primary(depth);
        while (random.Next(3) == 0)
        {
            text += Pick(
                (3, () => $".{Name()}"),
                (1, () => $"?.{Name()}"),
                (1, () => Any(".empty?", ".blank?", "?.empty? ", " .size", "++")),
                (2, () => $"[{Expression(depth - 1)}]"),
                (2, () => $"({Any("", Expression(depth - 1), $"{Name()}: {Expression(depth - 1)}, {Expression(depth - 1)}")})"));
        }
        return text;
    }

    private string Primary(int depth) => depth <= 0 ? Leaf() : Pick(
        (6, Leaf),
        (1, () => $"[{Expression(depth - 1)},{Any(" ", "\n", " # c\n")}{Expression(depth - 1)}{Any("", ",")}]"),
        (1, () => Any("[]", "{}", $"[\n{Expression(depth - 1)}\n]")),
        (1, () => $"{{{Name()}: {Expression(depth - 1)}, {Any(Strings)}: {Expression(depth - 1)}}}"),
        (1, () => Interpolated(depth)),
        (1, () => $"do{Any("", "(a, b)", "(a = 1)")}{Body(depth - 1)}; end"));

    private string Interpolated(int depth)
    {
        var quote = Any("'", "\"");
        var parts = Enumerable.Range(0, random.Next(0, 4)).Select(_ => Pick(
            (2, () => Any("text", "\\{", " ", "}", "\\n", "é")),
            (3, () => $"{{{Expression(depth - 1).Replace('\n', ' ')}}}")));
        return $"${quote}{string.Concat(parts)}{quote}";
    }

    private string Leaf() => Pick(
        (6, Name),
        (3, () => Any(Numbers)),
        (2, () => Any(Strings)),
        (1, () => Any("true", "false", "null", "this", "empty")),
        (1, () => Any("$x", "$", "$0", "$1")),
        (1, () => Any(LoopStates)));

    private string Target() => Pick(
        (3, Name),
        (1, () => "$x"),
        (1, () => $"{Name()}.{Name()}"),
        (1, () => $"{Name()}[{Leaf()}]"));

    private string Name() => Any(_names);

    private string Any(params ReadOnlySpan<string> choices) => choices[random.Next(choices.Length)];

    private static int Sum(ReadOnlySpan<(int Weight, Func<string> Make)> choices)
    {
        var sum = 0;
        foreach (var (weight, _) in choices)
            sum += weight;
        return sum;
    }

    private string Pick(params ReadOnlySpan<(int Weight, Func<string> Make)> choices)
    {
        var at = random.Next(Sum(choices));
        foreach (var (weight, make) in choices)
        {
            at -= weight;
            if (at < 0)
                return make();
        }
        return "";
    }
}
