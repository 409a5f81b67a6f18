using Converge.Linux.State;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.State;

public sealed class MetricsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StateFolder _state;

    public MetricsFileTests()
    {
        _state = new(_folder["state"]);
        _state.Prepare();
    }

    public void Dispose()
    {
        _state.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Whoever_tells_at_the_same_time_the_newest_is_there()
    {
        const int Times = 400;
        var waiting = Times;
        var start = DateTimeOffset.UnixEpoch;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Times / 4; i++)
            {
                Interlocked.Decrement(ref waiting);
                _state.Metrics.Write(() => new(IsServerReached: true, Volatile.Read(ref waiting), CertificateEnd: null, start));
            }
        })));
        (await File.ReadAllTextAsync(_folder["state/converge-agent.prom"])).ShouldContain("converge_reports_waiting 0\n");
        Directory.GetFiles(_folder["state"]).Select(Path.GetFileName).ShouldBe(["converge-agent.prom"]);
    }
}
