using Converge.Cli.Commands;

namespace Converge.Cli.Parsing;

/// <summary>
/// Understands a command line that is as it should be, and leaves everything else (help, mistakes, unusual spellings) to
/// <see cref="FullParser"/>, which takes as long to start as a small render does altogether. Where both understand a
/// line they understand the same.
/// </summary>
internal static class PlainParser
{
    public static Invocation? TryParse(string[] words)
    {
        if (words.Length == 0)
            return null;
        var (name, begin) = Verbs.Split(words);
        if (Verbs.Find(name) is not { } verb)
            return null;
        var invocation = new Invocation(verb);
        for (var position = begin; position < words.Length; position++)
        {
            var understood = words[position].StartsWith("--", StringComparison.Ordinal)
                ? TryOption(invocation, words, ref position)
                : TryArgument(invocation, words[position]);
            if (!understood)
                return null;
        }
        return HasAllArguments(invocation) ? invocation : null;
    }

    private static bool TryOption(Invocation invocation, string[] words, ref int position)
    {
        var word = words[position];
        var equals = word.IndexOf('=');
        var option = invocation.Verb.Option(equals < 0 ? word : word[..equals]);
        if (option is null || (invocation.Has(option) && !option.Repeats))
            return false;
        if (option.IsFlag)
        {
            invocation.Add(option);
            return equals < 0;
        }
        var value = equals >= 0 ? word[(equals + 1)..] : position + 1 < words.Length ? words[++position] : "";
        invocation.Add(option, value);
        return IsPlain(value) && option.Allows(value);
    }

    private static bool TryArgument(Invocation invocation, string word)
    {
        foreach (var parameter in invocation.Verb.Parameters)
        {
            if (!parameter.IsOption && (parameter.Repeats || !invocation.Has(parameter)))
            {
                invocation.Add(parameter, word);
                return IsPlain(word);
            }
        }
        return false;
    }

    private static bool HasAllArguments(Invocation invocation)
    {
        foreach (var parameter in invocation.Verb.Parameters)
        {
            if (!parameter.IsOptional && !invocation.Has(parameter))
                return false;
        }
        return true;
    }

    private static bool IsPlain(string value) => value == "-" || (value.Length > 0 && value[0] != '-');
}
