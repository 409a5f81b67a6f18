using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary>How the commands of a resource run: where, as whom, with what.</summary>
internal static class CommandTraits
{
    private const int Octal = 8;
    private const int UsualUmask = 0b000_010_010;

    // A shorter line of a secret text is found everywhere.
    private const int ShortestSecret = 4;

    /// <summary>The command that the title is.</summary>
    public static CommandSpec Command(CatalogResource desired)
    {
        var command = Of(desired, FileTraits.Words(desired["argv"].IsNull ? desired["line"] : desired["argv"]));
        return desired["stdin"] is { IsNull: false } input ? command with { Stdin = input.Reveal() } : command;
    }

    public static CommandSpec Guard(CatalogResource desired, string property) => Of(desired, FileTraits.Words(desired[property]));

    private static CommandSpec Of(CatalogResource desired, ImmutableArray<string> argv) => new(argv)
    {
        User = desired.Text("user"),
        Folder = desired.Text("cwd") ?? "/",
        Environment = Variables(desired),
        Timeout = Duration.TryParse(desired["timeout"].ToString(), out var timeout) ? timeout : TimeSpan.FromMinutes(10),
        Umask = desired["umask"] is { Kind: ValueKind.String } umask ? Convert.ToInt32(umask.AsString(), Octal) : UsualUmask,
        Secrets = Secrets(desired),
    };

    private static ImmutableSortedDictionary<string, string> Variables(CatalogResource desired) => desired["env"].As<ScriptObject>() is { } variables
        ? variables.ToImmutableSortedDictionary(static v => v.Key, static v => v.Value.Reveal(), StringComparer.Ordinal)
        : ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>All that may not be shown, the longest first: a part of another one would leave the rest of that to be seen.</summary>
    private static ImmutableArray<string> Secrets(CatalogResource desired)
    {
        var values = new List<Value> { desired["stdin"] };
        if (desired["env"].As<ScriptObject>() is { } variables)
            values.AddRange(variables.Select(static variable => variable.Value));
        var texts = values.Where(value => value.IsSecret || (desired.IsSecret && value.IsText)).Select(static value => value.Reveal());
        return
        [
            .. texts.SelectMany(static text => text.Split('\n').Where(static line => line.Length >= ShortestSecret).Prepend(text))
                .Where(static text => text.Length > 0).Distinct(StringComparer.Ordinal).OrderByDescending(static text => text.Length),
        ];
    }
}
