using System.Collections.Immutable;
using System.Text;

namespace Converge.Nodes.Queries;

/// <summary>Queries as text: with as few parentheses as they need, and quotes where a value needs them.</summary>
internal static class QueryText
{
    public static string Print(Condition condition)
    {
        var text = new StringBuilder();
        Append(text, condition);
        return text.ToString();
    }

    public static string Print(ImmutableArray<string> path)
    {
        var text = new StringBuilder();
        foreach (var name in path)
        {
            if (text.Length > 0)
                text.Append('.');
            foreach (var character in name)
            {
                if (!IsSafe(character) || character is '.' or ':' || (character == '-' && text.Length == 0))
                    text.Append('\\');
                text.Append(character);
            }
        }
        return text.ToString();
    }

    /// <summary>Characters that mean nothing to the language, wherever they stand in a value.</summary>
    private static bool IsSafe(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' or ':' or '/' or '@' or '+';

    private static void Append(StringBuilder text, Condition condition)
    {
        switch (condition)
        {
            case AllOf all:
                AppendParts(text, all.Parts, " AND ", static part => part is AnyOf);
                break;
            case AnyOf any:
                // AND binds closer, so none is needed.
                AppendParts(text, any.Parts, " OR ", static _ => false);
                break;
            case Not not:
                text.Append("NOT ");
                AppendPart(text, not.Inner, not.Inner is AllOf or AnyOf);
                break;
            case FieldCondition field:
                text.Append(field.Field).Append(':');
                Append(text, field.Test);
                break;
        }
    }

    private static void AppendParts(StringBuilder text, ImmutableArray<Condition> parts, string between, Func<Condition, bool> needsParentheses)
    {
        for (var position = 0; position < parts.Length; position++)
        {
            if (position > 0)
                text.Append(between);
            AppendPart(text, parts[position], needsParentheses(parts[position]));
        }
    }

    private static void AppendPart(StringBuilder text, Condition part, bool inParentheses)
    {
        if (inParentheses)
            text.Append('(');
        Append(text, part);
        if (inParentheses)
            text.Append(')');
    }

    private static void Append(StringBuilder text, ValueTest test)
    {
        switch (test)
        {
            case Exists:
                text.Append('*');
                break;
            case EqualTo equal:
                AppendLiteral(text, equal.Literal.Text);
                break;
            case Like like:
                AppendPattern(text, like.Pattern);
                break;
            case Compared compared:
                text.Append(compared.Comparison switch { Comparison.Less => "<", Comparison.AtMost => "<=", Comparison.More => ">", _ => ">=" });
                AppendLiteral(text, compared.Literal.Text);
                break;
            case Within(var from, var to):
                text.Append(from is { IsInclusive: false } ? '{' : '[');
                AppendBound(text, from);
                text.Append(" TO ");
                AppendBound(text, to);
                text.Append(to is { IsInclusive: false } ? '}' : ']');
                break;
        }
    }

    private static void AppendBound(StringBuilder text, Bound? bound)
    {
        if (bound is null)
            text.Append('*');
        else
            AppendLiteral(text, bound.Literal.Text);
    }

    private static void AppendLiteral(StringBuilder text, string literal)
    {
        if (literal.Length > 0 && literal.All(IsSafe) && !QueryParser.IsKeyword(literal))
        {
            text.Append(literal);
            return;
        }
        text.Append('"');
        foreach (var character in literal)
        {
            if (character is '"' or '\\')
                text.Append('\\');
            text.Append(character);
        }
        text.Append('"');
    }

    private static void AppendPattern(StringBuilder text, string pattern)
    {
        for (var position = 0; position < pattern.Length; position++)
        {
            var character = pattern[position];
            if (character == '\\')
                text.Append('\\').Append(pattern[++position]);
            else if (IsSafe(character) || character is '*' or '?')
                text.Append(character);
            else
                text.Append('\\').Append(character);
        }
    }
}
