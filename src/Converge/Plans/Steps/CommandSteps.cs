using Converge.Resources.Machines;

namespace Converge.Plans;

/// <summary>Runs a command.</summary>
public sealed record RunCommand(CommandSpec Command) : Step
{
    public override string ToString() => $"run {Command}";
}
