using System.Text;

namespace Converge.Nodes.Queries;

// Fields, and words that have none.
internal sealed partial class QueryParser
{
    private const string Unrendered = "what is in '{{ }}' has to be rendered before";

    private Condition? ParseCondition()
    {
        var start = _position;
        if (Current == '{' && _position + 1 < _text.Length && _text[_position + 1] == '{')
            return Fail(start, 2, "there is no '{{' in a query", Unrendered);
        if (Current is '"' or '[' or '{' or ']' or '}')
            return Current == '"' ? ParseValue(Field.Name, start) : Fail(start, 1, $"unexpected '{Current}'", "a range follows a field, as in facts.cpus:[2 TO 8]");
        if (FindForeignOperator() is var (length, hint) && length > 0)
            return Fail(start, length, $"there is no '{_text.Substring(start, length)}' in a query", hint);
        var colon = FindColon();
        if (colon < 0)
            return Current is '<' or '>' or '=' ? FailWithoutField(start) : ParseBareWord();
        if (colon == start)
            return FailWithoutField(start);
        if (ReadField(start, colon) is not { } field)
            return null;
        _position = colon + 1;
        return ParseFieldValue(field, start);
    }

    private FieldCondition? ParseBareWord()
    {
        var start = _position;
        var condition = ParseValue(Field.Name, start);
        var word = _text.AsSpan(start, _position - start);
        if (word.IndexOfAny('<', '>', '=') is > 0 and var at && condition is not null && !word.Contains('\\'))
            return Fail(start + at, 1, $"expected ':' before '{word[at]}'", $"write '{Excerpt(word[..at])}:{Excerpt(word[at..].TrimStart('='))}'");
        return condition;
    }

    private FieldCondition? FailWithoutField(int start) => Fail(start, 1, $"expected a field before '{Current}'", "such as environment:production");

    private (int Length, string? Hint) FindForeignOperator()
    {
        if (Current == '!')
            return (1, $"write '{Negation}', or '-' right before the term");
        var two = _text.AsSpan(_position, Math.Min(2, _text.Length - _position));
        return two switch
        {
            "&&" => (2, $"write '{And}', or nothing at all"),
            "||" => (2, $"write '{Or}'"),
            _ => default,
        };
    }

    /// <summary>Where the field of a term ends; -1 if it has none.</summary>
    private int FindColon()
    {
        for (var position = _position; position < _text.Length && !IsDelimiter(_text[position]); position++)
        {
            if (_text[position] == ':')
                return position;
            if (_text[position] == '\\')
                position++;
        }
        return -1;
    }

    private Field? ReadField(int start, int end)
    {
        var path = new List<string>();
        var name = new StringBuilder();
        for (var position = start; position <= end; position++)
        {
            var character = position == end ? '.' : _text[position];
            if (character == '.')
            {
                if (name.Length == 0)
                    return FailInField(Math.Min(position, end - 1), "a field has an empty name between its dots");
                path.Add(name.ToString());
                name.Clear();
                continue;
            }
            if (character is '*' or '?')
                return FailInField(position, $"'{character}' cannot stand in a field");
            if (character is '<' or '>' or '=' or '!')
                return FailInField(position, $"'{character}' cannot stand in a field", @"an operator follows the ':', and before a character of a name stands '\'");
            name.Append(character == '\\' ? _text[++position] : character);
        }
        return new Field(path) { Place = new(source, start, end - start) };
    }

    private Field? FailInField(int position, string message, string? hint = null)
    {
        Fail(position, 1, message, hint);
        return null;
    }

    private Condition? ParseGroup(Field field)
    {
        _group = field;
        var condition = ParseParentheses();
        _group = null;
        return condition;
    }
}
