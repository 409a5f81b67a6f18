namespace Converge.Plans;

/// <summary>
/// One thing to be done on the machine, as data. Types say steps, the engine alone has them executed. Printed, a step says
/// what it does; secrets are masked.
/// </summary>
public abstract record Step
{
    /// <summary>One step for this and the next one, if they can be done together; else null.</summary>
    public virtual Step? Merge(Step next) => null;

    public abstract override string ToString();
}
