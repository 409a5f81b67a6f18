using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Converge.Cli.Commands;
using Converge.Cli.Output;

namespace Converge.Cli.Parsing;

/// <summary>All of the command line, by System.CommandLine: every spelling, help and mistakes.</summary>
internal static class FullParser
{
    private static readonly ParserConfiguration Configuration = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    public static int Run(string[] words)
    {
        if (Completion.Answer(words) is { } suggestions)
        {
            Standard.Output(suggestions);
            return 0;
        }
        var result = ToRoot(ShortestFirst().Select(name => Verbs.Find(name)!)).Parse(words, Configuration);
        var name = NameOf(result.CommandResult);
        var verb = Verbs.Find(name);
        if (result.Action is HelpAction)
        {
            Standard.Output(verb is not null ? HelpText.Of(verb) : Verbs.IsGroup(name) ? HelpText.OfGroup(name) : HelpText.OfAll());
            return 0;
        }
        if (UsageMistake.In(result, verb, Verbs.IsGroup(name) ? name : null) is { } mistake)
            return Complaint.Write(mistake.Message, mistake.Hint);
        return verb is null ? result.Invoke() : ToInvocation(result, verb).Run();
    }

    /// <summary>The invocation, or null if there is anything wrong with the words.</summary>
    internal static Invocation? TryParse(Verb verb, string[] words)
    {
        var result = ToRoot([verb]).Parse(words, Configuration);
        return result.Errors.Count > 0 || result.Action is HelpAction ? null : ToInvocation(result, verb);
    }

    /// <summary>A verb that begins others comes before them.</summary>
    private static IEnumerable<string> ShortestFirst() => Verbs.Names.OrderBy(static name => name.Count(static c => c == ' '));

    private static RootCommand ToRoot(IEnumerable<Verb> verbs)
    {
        var root = new RootCommand();
        root.Directives.Clear();
        // By default '/h' asks for help, too; here it is a file.
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Add(new HelpOption("--help", "-h"));
        var commands = new Dictionary<string, Command>(StringComparer.Ordinal);
        foreach (var verb in verbs)
            Add(verb.Name, ToCommand(verb), root, commands);
        return root;
    }

    /// <summary>Puts a command below its group, which is put in place before it.</summary>
    private static void Add(string name, Command command, RootCommand root, Dictionary<string, Command> commands)
    {
        commands.Add(name, command);
        if (Verbs.GroupOf(name) is not { } group)
        {
            root.Add(command);
            return;
        }
        if (!commands.ContainsKey(group))
            Add(group, Verbs.Find(group) is { } verb ? ToCommand(verb) : new(Verbs.LastWordOf(group), Array.Find(Verbs.Groups, known => known.Name == group).Summary), root, commands);
        commands[group].Add(command);
    }

    private static string NameOf(CommandResult result) =>
        result.Parent is CommandResult { Command: not RootCommand } group ? $"{NameOf(group)} {result.Command.Name}" : result.Command.Name;

    private static Command ToCommand(Verb verb)
    {
        var command = new Command(Verbs.LastWordOf(verb.Name), verb.Summary);
        foreach (var parameter in verb.Parameters)
        {
            if (parameter.IsOption)
                command.Add(ToOption(parameter));
            else
                command.Add(ToArgument(parameter));
        }
        command.Add(ToOption(Verb.Verbose));
        command.SetAction(_ => 0);
        return command;
    }

    private static Argument ToArgument(Parameter parameter)
    {
        if (parameter.Repeats)
            return new Argument<string[]>(parameter.Name) { Description = parameter.Help, Arity = parameter.IsOptional ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore };
        return new Argument<string>(parameter.Name) { Description = parameter.Help, Arity = parameter.IsOptional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne };
    }

    private static Option ToOption(Parameter parameter)
    {
        if (parameter.IsFlag)
            return new Option<bool>(parameter.Name) { Description = parameter.Help, Arity = ArgumentArity.Zero };
        if (parameter.Repeats)
            return new Option<string[]>(parameter.Name) { Description = parameter.Help, HelpName = parameter.Value, Arity = ArgumentArity.OneOrMore };
        var option = new Option<string>(parameter.Name) { Description = parameter.Help, HelpName = parameter.Value };
        return parameter.Choices is { Length: > 0 } choices ? option.AcceptOnlyFromAmong(choices) : option;
    }

    private static Invocation ToInvocation(ParseResult result, Verb verb)
    {
        var invocation = new Invocation(verb);
        foreach (var parameter in (IEnumerable<Parameter>)[.. verb.Parameters, Verb.Verbose])
        {
            switch (result.GetResult(parameter.Name))
            {
                case OptionResult { Implicit: false } when parameter.IsFlag:
                    invocation.Add(parameter);
                    break;
                case OptionResult { Implicit: false } option:
                    foreach (var token in option.Tokens)
                        invocation.Add(parameter, token.Value);
                    break;
                case ArgumentResult argument:
                    foreach (var token in argument.Tokens)
                        invocation.Add(parameter, token.Value);
                    break;
            }
        }
        return invocation;
    }
}
