using Converge.Linux.State;
using Converge.Plans;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.State;

public sealed class RunLockTests
{
    [Fact]
    public async Task Who_waits_is_told_for_whom()
    {
        using var folder = new TemporaryFolder();
        using var state = new StateFolder(folder["state"]);
        state.Prepare();
        using var held = await Take(state);
        var refusal = await Should.ThrowAsync<StepException>(() => Take(state));
        refusal.Message.ShouldStartWith($"another run is under way: converge apply (process {Environment.ProcessId}) since ");
    }

    private static Task<RunLock> Take(StateFolder state) =>
        RunLock.TakeAsync(state, "converge apply", TimeSpan.Zero, static _ => { }, TimeProvider.System, CancellationToken.None);
}
