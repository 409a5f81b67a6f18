using System.Text;
using Converge.Linux.State;
using Converge.Plans;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine;

/// <summary>The boots of this machine. That this run ends with one is known to it alone.</summary>
/// <param name="record">Null if nothing is remembered.</param>
internal sealed class LinuxBoot(IFiles files, BootRecord? record, TimeProvider? clock = null) : IBoot
{
    private const string Number = "/proc/sys/kernel/random/boot_id";

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <inheritdoc/>
    public string Id => files.Read(Number) is { } id ? Encoding.ASCII.GetString(id.Span).Trim() : "";

    /// <inheritdoc/>
    public DateTime Now => _clock.GetLocalNow().DateTime;

    /// <inheritdoc/>
    public bool EndsRun => Order is not null;

    /// <summary>How this run ends; null if with its report.</summary>
    public BootAfterRun? Order { get; set; }

    /// <inheritdoc/>
    public BootOrder? Last => record?.Last;

    /// <inheritdoc/>
    public bool IsAsked(string reason) => record?.Asked(Id).Contains(reason) == true;

    public void Ask(string reason) => record?.Ask(Id, reason);

    /// <summary>For before it is done: whoever finds the machine as it was knows that it was tried.</summary>
    public void Remember(BootAfterRun order) => record?.Order(new(Id, order.Cause, _clock.GetLocalNow() + order.Delay));
}
