using System.CommandLine;
using System.CommandLine.Parsing;
using Converge.Cli.Commands;
using Converge.Language.Text;

namespace Converge.Cli.Parsing;

/// <summary>The first thing wrong with a command line, in our words.</summary>
internal sealed record UsageMistake(string Message, string? Hint = null)
{
    /// <param name="group">What the line asks for, if it is the first word of a verb and no second one is understood.</param>
    public static UsageMistake? In(ParseResult result, Verb? verb, string? group)
    {
        if (result.Errors.Count == 0)
            return null;
        if (verb is null)
            return InRoot(result, group);
        var seeHelp = $"'converge {verb.Name} --help' shows an example";
        foreach (var word in result.UnmatchedTokens)
            return Unmatched(verb, word, seeHelp);
        foreach (var error in result.Errors)
        {
            switch (error.SymbolResult)
            {
                case OptionResult option when verb.Option(option.Option.Name) is { } parameter:
                    return OfOption(parameter, option, seeHelp);
                case ArgumentResult { Parent: OptionResult option } when verb.Option(option.Option.Name) is { } parameter:
                    return OfOption(parameter, option, seeHelp);
                case ArgumentResult argument:
                    return new($"'{verb.Name}' needs a {argument.Argument.Name}", seeHelp);
            }
        }
        return new(result.Errors[0].Message, seeHelp);
    }

    private static UsageMistake InRoot(ParseResult result, string? group)
    {
        var seeHelp = $"'converge {(group is null ? "" : $"{group} ")}--help' lists the verbs";
        var after = group is null ? "" : $" after '{group}'";
        if (result.UnmatchedTokens is not [var word, ..])
            return new($"expected a verb{after}", seeHelp);
        if (IsOption(word))
            return new($"there is no option '{word}'", Suggestions.Hint(word, group is null ? ["--help", "--version"] : ["--help"]) ?? seeHelp);
        return NoVerb(word, group, after, seeHelp);
    }

    private static UsageMistake NoVerb(string word, string? group, string after, string seeHelp)
    {
        var known = Verbs.Below(group).Select(static below => Verbs.LastWordOf(below.Name)).ToList();
        return new($"there is no verb '{word}'{after}", Suggestions.Hint(word, known) ?? seeHelp);
    }

    private static UsageMistake Unmatched(Verb verb, string word, string seeHelp)
    {
        if (!IsOption(word))
            return Verbs.IsGroup(verb.Name) ? NoVerb(word, verb.Name, $" after '{verb.Name}'", seeHelp) : new($"'{verb.Name}' has no place for '{word}'", seeHelp);
        var name = word.Split('=')[0];
        var options = verb.Parameters.Append(Verb.Verbose).Where(p => p.IsOption).Select(p => p.Name);
        return new($"'{verb.Name}' has no option '{name}'", Suggestions.Hint(name, options) ?? seeHelp);
    }

    private static UsageMistake OfOption(Parameter parameter, OptionResult option, string seeHelp)
    {
        var expected = parameter.Choices is { Length: > 0 } choices ? string.Join(" or ", choices.Select(c => $"'{c}'")) : $"a {parameter.Value}";
        if (option.Tokens is [.., var token] && !parameter.Allows(token.Value))
            return new($"'{parameter.Name}' cannot be '{token.Value}'; expected {expected}");
        return option.IdentifierTokenCount > 1 && !parameter.Repeats
            ? new($"'{parameter.Name}' is given twice")
            : new($"'{parameter.Name}' needs {expected}", seeHelp);
    }

    private static bool IsOption(string word) => word.Length > 1 && word[0] == '-';
}
