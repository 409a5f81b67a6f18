namespace Converge.Server.Tests.Servers;

/// <summary>The clock of the machine, set to another time; it goes on from there.</summary>
internal sealed class MovedClock : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    public void Move(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);
}
