using Converge.Language.Text;

namespace Converge.Nodes.Queries;

/// <summary>Reads the text of a query from left to right. The first mistake is reported and ends it: null goes all the way up.</summary>
internal sealed partial class QueryParser(SourceText source, DiagnosticBag diagnostics)
{
    private const string And = "AND";
    private const string Or = "OR";
    private const string Negation = "NOT";
    private const string To = "TO";

    private readonly string _text = source.Text;
    private readonly List<(int Start, int Length)> _lowerKeywords = [];

    private int _position;
    private int _depth;
    private int _terms;

    // What a term must follow, for messages; and the field whose values are being read in parentheses.
    private string _before = "";
    private Field? _group;

    public static bool IsKeyword(string word) => word is And or Or or Negation or To;

    public Condition? Parse()
    {
        if (_text.Length > Query.LongestText)
            return Fail(Query.LongestText, 1, $"a query has {_text.Length} characters, {Query.LongestText} are allowed");
        SkipBlanks();
        if (AtEnd)
            return Fail(0, 1, "expected a query", "'*' finds every node");
        if (ParseAny() is not { } root)
            return null;
        return AtEnd ? root : Fail(_position, 1, "')' closes nothing", @"a parenthesis that belongs to a value is written '\)'");
    }

    private bool AtEnd => _position >= _text.Length;

    private char Current => AtEnd ? '\0' : _text[_position];

    private Condition? ParseAny()
    {
        var start = _position;
        var parts = new List<Condition>();
        do
        {
            if (ParseAll() is not { } part)
                return null;
            if (part is AnyOf any)
                parts.AddRange(any.Parts);
            else
                parts.Add(part);
        }
        while (TryKeyword(Or));
        return parts is [var only] ? only : new AnyOf([.. parts]) { Place = From(start) };
    }

    private Condition? ParseAll()
    {
        var (start, lowerBefore) = (_position, _lowerKeywords.Count);
        var (parts, terms) = (new List<Condition>(), 0);
        do
        {
            if (ParseTerm() is not { } part)
                return null;
            terms++;
            if (part is AllOf all)
                parts.AddRange(all.Parts);
            else
                parts.Add(part);
            SkipBlanks();
        }
        while (TryKeyword(And) || !(AtEnd || Current == ')' || IsKeywordHere(Or)));
        if (terms > 1)
            WarnOfLowerKeywords(lowerBefore);
        return parts is [var only] ? only : new AllOf([.. parts]) { Place = From(start) };
    }

    private Condition? ParseTerm()
    {
        SkipBlanks();
        var start = _position;
        if (TryKeyword(Negation))
            return ParseNegation(start);
        if (IsMinusHere())
        {
            _position++;
            _before = "-";
            return ParseNegation(start);
        }
        if (Current == '-' && IsBlankOrEnd(_position + 1))
            return Fail(start, 1, "expected a term right after '-'", "a minus alone is written '\\-'");
        if (Current == '(')
            return ParseParentheses();
        if (AtEnd || Current == ')' || IsKeywordHere(And) || IsKeywordHere(Or))
            return FailWithoutTerm();
        if (++_terms > Query.MostTerms)
            return Fail(start, 1, $"a query has more than {Query.MostTerms} terms");
        return _group is null ? ParseCondition() : ParseValue(_group, start);
    }

    private Condition? ParseNegation(int start)
    {
        if (!TryEnter(start))
            return null;
        var inner = ParseTerm();
        _depth--;
        return inner is null ? null : new Not(inner) { Place = From(start) };
    }

    private Condition? ParseParentheses()
    {
        var open = _position;
        if (!TryEnter(open))
            return null;
        _position++;
        _before = "(";
        if (ParseAny() is not { } inner)
            return null;
        _depth--;
        if (AtEnd)
            return Fail(open, 1, "'(' is not closed");
        _position++;
        return AtDelimiter ? inner : Fail(_position, 1, $"expected a blank after ')', found '{Current}'");
    }

    private bool TryEnter(int start)
    {
        if (++_depth <= Query.DeepestNesting)
            return true;
        Fail(start, 1, $"a query is nested deeper than {Query.DeepestNesting} levels");
        return false;
    }

    private FieldCondition? FailWithoutTerm()
    {
        var found = AtEnd ? "the end" : Current == ')' ? "')'" : IsKeywordHere(And) ? $"'{And}'" : $"'{Or}'";
        var what = _group is null ? "a term" : "a value";
        return Fail(_position, found.Length - 2, $"expected {what}{(_before.Length > 0 ? $" after '{_before}'" : "")}, found {found}", _group is null ? "such as role:app" : null);
    }

    /// <summary>Whether a keyword stands here, and not a word that begins like it or a field of that name.</summary>
    private bool IsKeywordHere(string keyword)
    {
        if (string.CompareOrdinal(_text, _position, keyword, 0, keyword.Length) != 0)
            return false;
        var end = _position + keyword.Length;
        return end >= _text.Length || char.IsWhiteSpace(_text[end]) || _text[end] is '(' or ')';
    }

    /// <summary>In front of a term, and not a sign: values in parentheses may be numbers.</summary>
    private bool IsMinusHere()
    {
        var next = _position + 1;
        return Current == '-' && !IsBlankOrEnd(next) && (_group is null || !char.IsAsciiDigit(_text[next]));
    }

    private bool IsBlankOrEnd(int position) => position >= _text.Length || char.IsWhiteSpace(_text[position]);

    private bool TryKeyword(string keyword)
    {
        SkipBlanks();
        if (!IsKeywordHere(keyword))
            return false;
        _position += keyword.Length;
        _before = keyword;
        return true;
    }

    private void WarnOfLowerKeywords(int first)
    {
        foreach (var (start, length) in _lowerKeywords.Skip(first))
        {
            var word = _text.Substring(start, length);
            diagnostics.Warning(source.Span(start, length), $"'{word}' is searched for like any other word", $"did you mean '{word.ToUpperInvariant()}'?");
        }
        _lowerKeywords.RemoveRange(first, _lowerKeywords.Count - first);
    }

    private void SkipBlanks()
    {
        while (!AtEnd && char.IsWhiteSpace(Current))
            _position++;
    }

    private QueryPlace From(int start) => new(source, start, _text.AsSpan(start, _position - start).TrimEnd().Length);

    private FieldCondition? Fail(int start, int length, string message, string? hint = null)
    {
        diagnostics.Error(source.Span(start, length), message, hint);
        return null;
    }
}
