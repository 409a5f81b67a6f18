using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Converge.Load;

/// <summary>Lets all agents do something, and prints what that took.</summary>
internal sealed class Measured(int process, Agent[] agents)
{
    private const double TicksPerSecond = 100;
    private const int PageSize = 4096;

    public Task EachAsync(string what, int atOnce, Func<Agent, int, string, CancellationToken, Task> act, string argument = "") => EachAsync(what, atOnce, (agent, number, cancel) => act(agent, number, argument, cancel));

    /// <summary>The processor time of the server.</summary>
    public TimeSpan Processor()
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond);
    }

    /// <summary>What the server has in memory, in bytes.</summary>
    public long Memory() => long.Parse(File.ReadAllText($"/proc/{process}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * PageSize;

    private async Task EachAsync(string what, int atOnce, Func<Agent, int, CancellationToken, Task> act)
    {
        var times = new ConcurrentBag<double>();
        var (before, clock) = (Processor(), Stopwatch.StartNew());
        await Parallel.ForEachAsync(Enumerable.Range(0, agents.Length), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (number, cancel) =>
        {
            var start = Stopwatch.GetTimestamp();
            await act(agents[number], number, cancel);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        });
        var seconds = clock.Elapsed.TotalSeconds;
        var sorted = times.Order().ToArray();
        Console.WriteLine($"{what,-44} {agents.Length / seconds,10:f0} {sorted[sorted.Length / 2],6:f1} ms {sorted[sorted.Length * 99 / 100],6:f1} ms {(Processor() - before).TotalSeconds / seconds,10:p0} {Memory() / 1048576,5} MB");
    }
}
