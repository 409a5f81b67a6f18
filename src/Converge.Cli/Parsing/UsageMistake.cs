using System.CommandLine;
using System.CommandLine.Parsing;
using Converge.Cli.Commands;
using Converge.Language.Text;

namespace Converge.Cli.Parsing;

/// <summary>The first thing wrong with a command line, in our words.</summary>
internal sealed record UsageMistake(string Message, string? Hint = null)
{
    public static UsageMistake? In(ParseResult result, Verb? verb)
    {
        if (result.Errors.Count == 0)
            return null;
        if (verb is null)
            return InRoot(result);
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

    private static UsageMistake InRoot(ParseResult result)
    {
        const string SeeHelp = "'converge --help' lists the verbs";
        if (result.UnmatchedTokens is not [var word, ..])
            return new("expected a verb", SeeHelp);
        return IsOption(word)
            ? new($"there is no option '{word}'", Suggestions.Hint(word, ["--help", "--version"]) ?? SeeHelp)
            : new($"there is no verb '{word}'", Suggestions.Hint(word, Verbs.Names) ?? SeeHelp);
    }

    private static UsageMistake Unmatched(Verb verb, string word, string seeHelp)
    {
        if (!IsOption(word))
            return new($"'{verb.Name}' has no place for '{word}'", seeHelp);
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
