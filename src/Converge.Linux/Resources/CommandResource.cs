using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary><c>command</c>: whether it is to run, only its guards can tell.</summary>
public sealed class CommandResource : IResourceType, IRefreshable, IWatchable
{
    private const string Creates = "creates";
    private const string Unless = "unless";
    private const string OnlyIf = "only_if";
    private const string Succeeds = "succeeds";

    // As a shell tells that it found no program.
    private const int NoProgram = 127;

    public string Name => "command";

    public ImmutableArray<string> Compared { get; } = [];

    public async ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        if (desired["refresh_only"] == Value.True)
            return CommandFinding.Done;
        var asking = ImmutableArray.CreateBuilder<Change>();
        if (desired[Creates] is { Kind: ValueKind.String } path)
        {
            if (context.Machine.Files.Stat(path.AsString()) is not null)
                return CommandFinding.Done;
            asking.Add(new(Creates, Value.Null, path));
        }
        var hasGuards = !desired[Unless].IsNull || !desired[OnlyIf].IsNull;
        var lacks = Lacking(desired, context.Machine);
        if (hasGuards && lacks is null)
        {
            if (!context.RunsGuards && desired["safe"] != Value.True)
                return new() { Unknown = "its guard does not run in why-run; 'safe: true' says that it may" };
            if (await AskAsync(desired, Unless, context, cancel).ConfigureAwait(false) is not { } unless
                || await AskAsync(desired, OnlyIf, context, cancel).ConfigureAwait(false) is not { } onlyIf)
                return CommandFinding.Done;
            asking.AddRange(unless);
            asking.AddRange(onlyIf);
        }
        else if (hasGuards)
            asking.Add(new(desired[Unless].IsNull ? OnlyIf : Unless, Value.Null, Value.From("to be asked")));
        return new CommandFinding(asking.ToImmutable()) { Lacks = lacks };
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found) => ((CommandFinding)found).Asking;

    public IEnumerable<Watch> Watches(CatalogResource desired) => desired["refresh_only"] != Value.True && desired.Text(Creates) is { } path ? [new FileWatch(path)] : [];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes) => [new RunCommand(CommandTraits.Command(desired))];

    public IEnumerable<Step> Refresh(CatalogResource desired, string verb) => [new RunCommand(CommandTraits.Command(desired))];

    /// <summary>What one guard that is a command says.</summary>
    /// <returns>Null if nothing is to run; none if there is no such guard.</returns>
    private static async ValueTask<ImmutableArray<Change>?> AskAsync(CatalogResource desired, string guard, ReadContext context, CancellationToken cancel)
    {
        if (desired[guard].IsNull)
            return [];
        var command = CommandTraits.Guard(desired, guard);
        var result = await context.Machine.QueryAsync(command, cancel).ConfigureAwait(false);
        if (result.TimedOut)
            throw new UnreadableException($"its guard '{command}' took longer than {Duration.Print(command.Timeout)}");
        var runs = result.Succeeded == (guard == OnlyIf);
        if (!runs)
            return null;
        var was = result.Succeeded ? Succeeds : result.ExitCode == NoProgram ? "cannot be run" : $"ends with {result.ExitCode}";
        return [new(guard, Value.From(was), Value.From(guard == OnlyIf ? "fails" : Succeeds))];
    }

    private static ResourceId? Lacking(CatalogResource desired, IMachine machine)
    {
        if (desired["user"] is { Kind: ValueKind.String } user && machine.Accounts.FindUser(user.AsString()) is null)
            return new("user", user.AsString());
        return desired["cwd"] is { Kind: ValueKind.String } folder && machine.Files.Stat(folder.AsString()) is null ? new("directory", folder.AsString()) : null;
    }

    /// <param name="Asking">The guards that ask for a run, with what they say and what they would say of one that is done; none if one of them says that it is.</param>
    private sealed record CommandFinding(ImmutableArray<Change> Asking) : Finding
    {
        public static CommandFinding Done { get; } = new([]) { Exists = true };
    }
}
