using Converge.Cli.Commands;
using Converge.Cli.Output;
using Converge.Linux.State;
using Converge.Plans;

namespace Converge.Cli.Input;

/// <summary>Where the machine keeps what Converge remembers.</summary>
internal static class KeptState
{
    public static readonly Parameter Folder = new("--state", $"where runs are remembered; {StateFolder.Usual} if not given", "DIR");
    public static readonly Parameter Run = new("RUN", "the number of a run, as 'converge runs' lists it; the last one if not given", optional: true);

    public static StateFolder Open(Invocation invocation) => new(invocation.Has(Folder) ? invocation[Folder] : StateFolder.Usual);

    /// <summary>The same, to write to.</summary>
    /// <exception cref="UserException">This user may not.</exception>
    public static StateFolder Prepare(Invocation invocation)
    {
        var state = Open(invocation);
        try
        {
            state.Prepare();
            return state;
        }
        catch (StepException e)
        {
            state.Dispose();
            throw new UserException(e.Message, invocation.Has(Folder) ? null : $"run it as root, or name another folder with '{Folder}'");
        }
    }

    /// <exception cref="UserException">There is no such run.</exception>
    public static ArchivedRun Find(Invocation invocation, StateFolder state)
    {
        var runs = state.Runs.List();
        if (runs.IsEmpty)
            throw new UserException($"there are no runs in '{state.Path}'", "'converge apply' makes one; root alone may read them");
        if (!invocation.Has(Run))
            return runs[0];
        // An id begins with the number.
        var number = invocation[Run].Split('-')[0];
        return runs.FirstOrDefault(run => run.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) == number)
            ?? throw new UserException($"there is no run '{invocation[Run]}'", $"there are {runs[^1].Number} to {runs[0].Number}; 'converge runs' lists them");
    }
}
