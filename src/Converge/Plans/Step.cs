namespace Converge.Plans;

/// <summary>
/// One thing to be done on the machine, as data. Types say steps, the engine alone has them executed. Printed, a step says
/// what it does; secrets are masked.
/// </summary>
public abstract record Step
{
    /// <summary>One step for this and the next one, if they can be done together; else null.</summary>
    public virtual Step? Merge(Step next) => null;

    /// <summary>Whether <see cref="Merge"/> may give something, so that it is worth to look at the next resource.</summary>
    public virtual bool IsMergeable => false;

    public abstract override string ToString();
}
