using System.Buffers;
using Converge.Language.Text;

namespace Converge.Resources.Types;

/// <summary>Names of systemd units. The canonical form of a service is without <c>.service</c>, as people say it.</summary>
public static class UnitNames
{
    private const string Service = ".service";
    private const int Longest = 255;

    private static readonly string[] Suffixes =
        [Service, ".socket", ".timer", ".path", ".mount", ".automount", ".swap", ".target", ".slice", ".scope", ".device"];

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:-_.\\@");

    internal static PropertyType Unit { get; } = new ParsedType("the name of a unit", Read) { Pattern = @"^[A-Za-z0-9:_.\\@-]+$" };

    /// <summary>The name as systemd has it: <c>nginx</c> is <c>nginx.service</c>.</summary>
    public static string InFull(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return HasSuffix(name) ? name : name + Service;
    }

    private static bool HasSuffix(string name) =>
        Array.Exists(Suffixes, suffix => name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal));

    private static string? Read(Written written)
    {
        var text = written.Text;
        if (text.Length == 0)
            return written.Fail("the name of the unit is empty");
        if (text.AsSpan().IndexOfAnyExcept(Allowed) is >= 0 and var at)
            return written.Fail(
                at..(at + 1),
                $"{written.Quoted} is no name of a unit: it must be letters, digits, and ':-_.\\@'",
                text[at] == '/' ? "'systemd-escape' makes a name of a path" : null);
        if (text.Length > Longest)
            return written.Fail($"the name of the unit is too long: it has at most {Longest} characters");
        if (text[0] == '@' || Array.IndexOf(Suffixes, text) >= 0)
            return written.Fail($"{written.Quoted} is no name of a unit: nothing stands before '{text[0]}'");
        var stem = text.EndsWith(Service, StringComparison.Ordinal) ? text[..^Service.Length] : text;
        if (!HasSuffix(text) && NearSuffix(text) is { } meant)
            return written.Fail(
                ^Path.GetExtension(text).Length..,
                $"'{Path.GetExtension(text)}' is no kind of unit",
                $"did you mean '{meant}'? A service with such a name is written '{text}{Service}'");
        return HasSuffix(stem) || NearSuffix(stem) is not null ? text : stem;
    }

    private static string? NearSuffix(string name) =>
        Path.GetExtension(name) is { Length: > 1 } extension && Suggestions.For(extension, Suffixes) is [var meant, ..] ? meant : null;
}
