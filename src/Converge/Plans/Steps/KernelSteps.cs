namespace Converge.Plans;

/// <summary>Sets a value of the running kernel; what is to stay after a boot is in a file besides.</summary>
/// <param name="Path">Below <c>/proc/sys</c>.</param>
public sealed record SetKernelValue(string Path, string Value) : Step
{
    public override string ToString() => $"set {Path} to {Value}";
}
