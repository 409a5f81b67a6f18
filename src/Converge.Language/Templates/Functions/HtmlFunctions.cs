using System.Buffers;
using System.Net;
using System.Text.RegularExpressions;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>Text for web pages and addresses.</summary>
internal static class HtmlFunctions
{
    // In this order: what a script, style or comment contains is no tag; a quoted attribute may contain '>'.
    private const string Markup = """
        <script\b.*?</script\s*>|<style\b.*?</style\s*>|<!--.*?-->|</?[a-z!?](?>[^'">]+|"[^"]*"|'[^']*')*>
        """;

    public static readonly ScriptObject Group = Builtins.Members(
        new("html", "escape", "text", Escape),
        new("html", "newline_to_br", "text", NewlineToBreak),
        new("html", "strip", "text", Strip),
        new("html", "url_encode", "text", UrlEncode),
        new("html", "url_escape", "text", UrlEscape));

    private static readonly SearchValues<char> PartsOfAddress = SearchValues.Create(":/?#[]@!$&'()*+,;=");

    private delegate void Encoder(TextBuffer buffer, ReadOnlySpan<char> part);

    /// <summary>The text escaped for HTML.</summary>
    /// <example><![CDATA[{{ "<p>Tom & Jerry's</p>" | html.escape }} -> &lt;p&gt;Tom &amp; Jerry&#39;s&lt;/p&gt;]]></example>
    private static Value Escape(in Call call) =>
        Encode(call, static (buffer, part) => buffer.Append(WebUtility.HtmlEncode(part.ToString())));

    /// <summary>The text with the tag of a line break before each newline.</summary>
    /// <example><![CDATA[{{ "Hello\nworld" | html.newline_to_br }} -> Hello<br />\nworld]]></example>
    private static Value NewlineToBreak(in Call call)
    {
        if (call.Text(0) is not { } text)
            return Value.Null;
        using var buffer = call.NewText();
        for (var at = 0; at < text.Length; at++)
        {
            var second = text[at] == '\n' && at > 0 && text[at - 1] == '\r';
            if (text[at] is '\r' or '\n' && !second)
                buffer.Append("<br />");
            buffer.Append(text[at]);
        }
        return buffer.ToValue();
    }

    /// <summary>The text without tags, comments, and scripts and styles with their content.</summary>
    /// <example><![CDATA[{{ "<p>This is a <b>paragraph</b></p>" | html.strip }} -> This is a paragraph]]></example>
    private static Value Strip(in Call call)
    {
        if (call.Text(0) is not { } text)
            return Value.Null;
        const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.Singleline;
        try
        {
            return Value.From(RegexCache.Get(Markup, Options, call.Limits.RegexTimeout).Replace(text, ""));
        }
        catch (RegexMatchTimeoutException)
        {
            throw call.Error("looking for the tags takes too long");
        }
    }

    /// <summary>The text as one component of an address: everything but letters, digits and <c>-._~</c> is encoded.</summary>
    /// <example><![CDATA[{{ "a b&c=d/e" | html.url_encode }} -> a%20b%26c%3Dd%2Fe]]></example>
    private static Value UrlEncode(in Call call) => Encode(call, static (buffer, part) => buffer.Append(Uri.EscapeDataString(part)));

    /// <summary>The text as a whole address: the characters that structure an address are kept.</summary>
    /// <example><![CDATA[{{ "https://example.com/a path/?q=<tag>" | html.url_escape }} -> https://example.com/a%20path/?q=%3Ctag%3E]]></example>
    private static Value UrlEscape(in Call call) => Encode(call, EscapeAddress);

    /// <summary>Part by part, so that the limit of a text's length is noticed before the memory is used.</summary>
    private static Value Encode(in Call call, Encoder encoder)
    {
        const int LongestPart = 4096;
        if (call.Text(0) is not { } text)
            return Value.Null;
        using var buffer = call.NewText();
        for (int from = 0, to; from < text.Length; from = to)
        {
            to = Math.Min(text.Length, from + LongestPart);
            if (to < text.Length && char.IsHighSurrogate(text[to - 1]))
                to--;
            encoder(buffer, text.AsSpan(from, to - from));
        }
        return buffer.ToValue();
    }

    private static void EscapeAddress(TextBuffer buffer, ReadOnlySpan<char> part)
    {
        for (var at = part.IndexOfAny(PartsOfAddress); at >= 0; at = part.IndexOfAny(PartsOfAddress))
        {
            buffer.Append(Uri.EscapeDataString(part[..at]));
            buffer.Append(part[at]);
            part = part[(at + 1)..];
        }
        buffer.Append(Uri.EscapeDataString(part));
    }
}
