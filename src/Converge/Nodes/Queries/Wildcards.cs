using System.Text;

namespace Converge.Nodes.Queries;

/// <summary>A text with <c>*</c> for any characters and <c>?</c> for one. Matching takes at most as many steps as the product of the lengths.</summary>
internal sealed class Wildcards
{
    private const char Many = '*';
    private const char One = '?';
    private const char Escape = '\\';

    private readonly char[] _characters;
    private readonly bool[] _isWild;

    public Wildcards(string pattern)
    {
        var (characters, wild) = (new List<char>(pattern.Length), new List<bool>(pattern.Length));
        for (var position = 0; position < pattern.Length; position++)
        {
            var escaped = pattern[position] == Escape && position + 1 < pattern.Length;
            if (escaped)
                position++;
            characters.Add(pattern[position]);
            wild.Add(!escaped && pattern[position] is Many or One);
        }
        (_characters, _isWild) = ([.. characters], [.. wild]);
        var first = wild.IndexOf(item: true);
        Prefix = new string(_characters, 0, first < 0 ? _characters.Length : first);
    }

    /// <summary>What every match begins with.</summary>
    public string Prefix { get; }

    /// <summary>A character as it stands for itself in a pattern.</summary>
    public static void AppendLiteral(StringBuilder pattern, char character)
    {
        if (character is Many or One or Escape)
            pattern.Append(Escape);
        pattern.Append(character);
    }

    public bool Match(string text)
    {
        var (position, at, retry, retryAt) = (0, 0, -1, 0);
        while (at < text.Length)
        {
            if (position < _characters.Length && _isWild[position] && _characters[position] == Many)
            {
                (retry, retryAt) = (++position, at);
            }
            else if (position < _characters.Length && (_isWild[position] || _characters[position] == text[at]))
            {
                position++;
                at++;
            }
            else if (retry >= 0)
            {
                (position, at) = (retry, ++retryAt);
            }
            else
            {
                return false;
            }
        }
        while (position < _characters.Length && _isWild[position] && _characters[position] == Many)
            position++;
        return position == _characters.Length;
    }
}
