using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Converge.Server.Dashboard.Html;

/// <summary>
/// What a compiler makes of an interpolated string of markup. There is deliberately no way in for any type: whatever is no
/// markup and no number is a text, and is escaped.
/// </summary>
[InterpolatedStringHandler]
internal readonly ref struct MarkupText
{
    private const int UsualPart = 24;

    private readonly StringBuilder _text;

    public MarkupText(int literalLength, int formattedCount) => _text = new(literalLength + formattedCount * UsualPart);

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(Markup markup) => _text.Append(markup.ToString());

    public void AppendFormatted(IEnumerable<Markup> parts)
    {
        foreach (var part in parts)
            _text.Append(part.ToString());
    }

    public void AppendFormatted(long number) => _text.Append(number);

    public void AppendFormatted(double number, string format) => _text.Append(number.ToString(format, CultureInfo.InvariantCulture));

    public void AppendFormatted(string? text)
    {
        foreach (var character in text.AsSpan())
        {
            switch (character)
            {
                case '&':
                    _text.Append("&amp;");
                    break;
                case '<':
                    _text.Append("&lt;");
                    break;
                case '>':
                    _text.Append("&gt;");
                    break;
                case '"':
                    _text.Append("&quot;");
                    break;
                case '\'':
                    _text.Append("&#39;");
                    break;
                // A parser would take them for errors; what is not seen must not get lost.
                case < ' ' and not ('\n' or '\t' or '\r'):
                    _text.Append((char)('\u2400' + character));
                    break;
                default:
                    _text.Append(character);
                    break;
            }
        }
    }

    internal string Take() => _text.ToString();
}
