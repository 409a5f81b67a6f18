using System.Text.RegularExpressions;

namespace Converge.Language.Tests.Documentation;

/// <summary>A line <c>{{ template }} -> what it gives</c>.</summary>
internal sealed partial record FunctionExample(string Line)
{
    public string Template => Parts.Groups["template"].Value;

    /// <summary><c>\n</c> stands for a newline, <c>\\n</c> for a backslash and an n.</summary>
    public string Expected => Escape().Replace(Parts.Groups["expected"].Value, m => m.Value == @"\n" ? "\n" : @"\n");

    private Match Parts => Form().Match(Line) is { Success: true } parts ? parts : throw new FormatException($"expected '{{{{ template }}}} -> text' instead of '{Line}'");

    [GeneratedRegex(@"^(?<template>.*\}\}\S*) ->(?: (?<expected>.*))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();

    [GeneratedRegex(@"\\\\?n", RegexOptions.None, 1000)]
    private static partial Regex Escape();
}
