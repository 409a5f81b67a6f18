namespace Converge.Plans;

/// <summary>Has the run end with a boot of the machine, if it succeeds.</summary>
/// <param name="Cause">What made it needed.</param>
/// <param name="Delay">How long users are warned before.</param>
public sealed record BootAfterRun(string Reason, string Cause, TimeSpan Delay) : Step
{
    public override string ToString() => $"boot the machine after the run: {Reason}";
}

/// <summary>The same if it is the time for it; else it is remembered for a run of that time.</summary>
/// <param name="Window">Null for any time.</param>
public sealed record AskForBoot(string Reason, string? Window, TimeSpan Delay) : Step
{
    public override string ToString() => $"boot the machine after the run{(Window is null ? "" : $", or after one in {Window}")}: {Reason}";
}
