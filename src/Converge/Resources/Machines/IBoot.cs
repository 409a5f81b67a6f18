namespace Converge.Resources.Machines;

/// <summary>When the machine is booted, and for what.</summary>
public interface IBoot
{
    /// <summary>The kernel's own number of what runs since the machine was booted.</summary>
    string Id { get; }

    /// <summary>The time of this machine.</summary>
    DateTime Now { get; }

    /// <summary>Whether this run ends with it.</summary>
    bool EndsRun { get; }

    /// <summary>Whether a resource was notified since the machine was booted.</summary>
    bool IsAsked(string reason);

    /// <summary>The last one that was ordered by a run; null if there was none.</summary>
    BootOrder? Last { get; }
}

/// <param name="Boot">What ran when it was ordered, by the kernel's own number of it.</param>
/// <param name="Cause">What made it needed.</param>
/// <param name="At">When it comes.</param>
public sealed record BootOrder(string Boot, string Cause, DateTimeOffset At);
