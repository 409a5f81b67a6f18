namespace Converge.Plans;

public enum UnitVerb
{
    Start,
    Stop,
    Restart,
    TryRestart,
    Reload,
    Enable,
    Disable,
    Mask,
    Unmask,
}

/// <summary>Asks systemd something of a unit.</summary>
/// <param name="Unit">In full: <c>nginx.service</c>.</param>
public sealed record ChangeUnit(UnitVerb Verb, string Unit) : Step
{
    public override string ToString() => Verb == UnitVerb.TryRestart ? $"try-restart {Unit}" : $"{Verb.ToString().ToLowerInvariant()} {Unit}";
}

/// <summary>Has systemd read the files of units again; several in a row are one.</summary>
public sealed record ReloadUnitFiles : Step
{
    public override bool IsMergeable => true;

    public override Step? Merge(Step next) => next is ReloadUnitFiles ? this : null;

    public override string ToString() => "daemon-reload";
}
