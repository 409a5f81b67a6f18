using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace Converge.Linux.Machine.Apt.Lists;

/// <summary>One record of apt's preferences: which versions of which packages get which priority.</summary>
/// <param name="Packages">Names, patterns with <c>*</c>, or expressions between slashes; a lone <c>*</c> is all of them.</param>
/// <param name="Pin"><c>release a=stable, o=Debian</c>, <c>origin host</c> or <c>version 1.2*</c></param>
internal sealed record AptPin(string[] Packages, string Pin, int Priority)
{
    /// <summary>Whether it is for all packages, and those for some come before it.</summary>
    public bool IsGeneral => Packages is ["*"];

    public bool IsFor(string package) => Array.Exists(Packages, pattern => Matches(pattern, package));

    public bool Takes(Offer offer)
    {
        var (kind, what) = Pin.IndexOf(' ', StringComparison.Ordinal) is > 0 and var blank ? (Pin[..blank], Pin[blank..].Trim()) : (Pin, "");
        return kind switch
        {
            "version" => Matches(what, offer.Version),
            "origin" => Matches(what.Trim('"'), offer.Origin.Site),
            "release" => Array.TrueForAll(what.Split(','), term => Takes(term.Trim(), offer.Origin)),
            _ => false,
        };
    }

    private static bool Takes(string term, ListOrigin origin)
    {
        var equals = term.IndexOf('=', StringComparison.Ordinal);
        var value = term[(equals + 1)..];
        return (equals < 0 ? "" : term[..equals]) switch
        {
            "" when value.Length > 0 && char.IsAsciiDigit(value[0]) => Matches(value, origin.Version),
            "" => Matches(value, origin.Archive) || Matches(value, origin.Codename),
            "a" => Matches(value, origin.Archive),
            "n" => Matches(value, origin.Codename),
            "v" => Matches(value, origin.Version),
            "o" => Matches(value, origin.Publisher),
            "l" => Matches(value, origin.Label),
            "c" => Matches(value, origin.Component),
            _ => false,
        };
    }

    private static bool Matches(string pattern, string text)
    {
        if (pattern.Length > 2 && pattern[0] == '/' && pattern[^1] == '/')
            return MatchesExpression(pattern[1..^1], text);
        return FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), text, ignoreCase: false);
    }

    private static bool MatchesExpression(string expression, string text)
    {
        try
        {
            return Regex.IsMatch(text, expression, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // apt passes over an expression that is none.
            return false;
        }
    }
}
