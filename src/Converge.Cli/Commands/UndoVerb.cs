using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Reports;
using Converge.Linux.Runs;
using Converge.Linux.State;
using Converge.Plans;
using Converge.Reports;

namespace Converge.Cli.Commands;

internal sealed class UndoVerb : Verb
{
    private static readonly Parameter Yes = new("--yes", "do not ask; without a terminal nothing is asked anyway");

    public override string Name => "undo";

    public override string Summary => "put back the files, links and directories that a run replaced";

    public override Parameter[] Parameters => [KeptState.Run, KeptState.Folder, Yes];

    public override string Example =>
        """
        $ mkdir -p recipes/web roles && echo before >page
        $ printf 'name: web\nversion: 1.0.0\nresources:\n  - file: %s/page\n    content: after\n' "$PWD" >recipes/web/recipe.yaml
        $ printf 'name: web\nrecipes: [web]\n' >roles/web.yaml
        $ converge apply --role web --state state >/dev/null
        $ converge undo --state state >/dev/null
        $ cat page
        before
        """;

    public override int Run(Invocation invocation)
    {
        using var state = KeptState.Prepare(invocation);
        var undone = KeptState.Find(invocation, state);
        var undo = new Undoing(state.Runs.Read(undone));
        if (undo.IsEmpty)
            throw new UserException($"run {undone.Number} replaced nothing that could be put back", undo.Left.Count == 0 ? null : $"packages and commands are not undone: {string.Join(", ", undo.Left)}");
        if (!invocation.Has(Yes) && Terminal.IsPerson)
        {
            Standard.Output(string.Concat(undo.Paths.Select(static path => $"  < {path}\n")));
            if (!Question.Ask($"put back what was there before run {undone.Number}?"))
                return 0;
        }
        try
        {
            return Undo(undo, state);
        }
        catch (StepException e)
        {
            throw new UserException(e.Message);
        }
    }

    private static int Undo(Undoing undo, StateFolder state)
    {
        using var signals = new StopSignals(TimeSpan.FromHours(1));
        var lines = new OutcomeLines(Terminal.ShowsOutput && Terminal.WantsColour);
        var run = new MachineRun(state, "converge undo", static text => Standard.Error($"converge: {text}\n"))
        {
            Progress = lines.Add,
            RefreshProgress = lines.Add,
            Finished = lines.Finish,
        };
        var report = run.UndoAsync(undo, signals.Stop, signals.Deadline).GetAwaiter().GetResult();
        if (undo.Left.Count > 0)
            Standard.Error($"converge: packages and commands are not undone: {string.Join(", ", undo.Left)}\n");
        return report.Status == RunStatus.Failed ? 4 : 0;
    }
}
