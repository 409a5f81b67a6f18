using System.Diagnostics;
using System.Globalization;
using Converge.Load;
using Converge.Protocol;

// Converge.Load URL PIN TOKEN PROCESS AGENTS
// Enrols that many nodes at a server, lets them do what nodes do, and tells how long that took and what it cost the server.
var (url, pin, token, process, count) = (new Uri(args[0]), args[1], args[2], int.Parse(args[3], CultureInfo.InvariantCulture), int.Parse(args[4], CultureInfo.InvariantCulture));
var agents = Enumerable.Range(0, count).Select(number => new Agent($"node{number:d5}.example.com", url, pin)).ToArray();
var measured = new Measured(process, agents);
Console.WriteLine($"{"",-44} {"per second",10} {"median",9} {"p99",9} {"of a core",10} {"server",8}");

await measured.EachAsync("get a certificate", 32, static (agent, _, token, cancel) => agent.EnrolAsync(token, cancel), token);
await measured.EachAsync("check in with 20 KB, connecting", 32, static (agent, number, _, cancel) => agent.CheckInAsync(Documents.CheckIn(number, agent.Name), cancel));
await measured.EachAsync("ask what to do", 32, static async (agent, _, _, cancel) => await agent.WaitAsync(0, cancel));
var cycle = measured.Processor();
await measured.EachAsync("check in, a little changed", 32, static (agent, number, _, cancel) => agent.CheckInChangedAsync(number, cancel));
await measured.EachAsync("ask what to do", 32, static async (agent, _, _, cancel) => await agent.WaitAsync(0, cancel));
await measured.EachAsync("report a run of 20 KB", 32, static (agent, number, _, cancel) => agent.ReportAsync(Documents.Report(number, agent.Name, 1), cancel));
var perCycle = measured.Processor() - cycle;
await measured.EachAsync("check in, nothing changed", 32, static (agent, _, _, cancel) => agent.CheckInUnchangedAsync(cancel));
await measured.EachAsync("search: role and data centre", 32, static (agent, number, _, cancel) => agent.SearchAsync($"role:app AND datacenter:dc{number % 50}", cancel));

// All became ready, which is news for those that depend on them.
await measured.EachAsync("ask what to do", 32, static async (agent, _, _, cancel) => await agent.WaitAsync(0, cancel));

Console.WriteLine();
const double Interval = 15 * 60;
Console.WriteLine($"{count} nodes every 15 minutes: {perCycle.TotalSeconds / Interval:p1} of a core (check in, ask, report)");

using var end = new CancellationTokenSource();
var waiting = agents.Select(agent => agent.WaitForNewsAsync(end.Token)).ToArray();
// Until the server has given back what the burst took, which it does after up to a minute.
await Task.Delay(TimeSpan.FromSeconds(70));
// In this time all of them ask anew.
const string Pause = "converge_server_pause_seconds_total";
var (memory, processor, paused) = (new List<long>(), measured.Processor(), await agents[0].MetricAsync(Pause, end.Token));
for (var second = 0; second < Assignment.LongestWait; second++)
{
    memory.Add(measured.Memory() / 1048576);
    await Task.Delay(TimeSpan.FromSeconds(1));
}
Console.WriteLine($"{waiting.Count(static wait => !wait.IsCompleted)} nodes wait: the server takes {memory.Min()} to {memory.Max()} MB");
Console.WriteLine($"and {(measured.Processor() - processor).TotalSeconds / Assignment.LongestWait:p1} of a core; it stood still for {await agents[0].MetricAsync(Pause, end.Token) - paused:f2} s in {Assignment.LongestWait} s");

// A database appears anew: everybody of its data centre but the load balancers depends on it.
var database = Array.FindIndex(agents, static agent => agent.Name == "node00006.example.com");
var clock = Stopwatch.StartNew();
await agents[database].CheckInAsync(Documents.CheckIn(database + (100 * 65536), agents[database].Name), end.Token);
var expected = Enumerable.Range(0, count).Count(number => number % 50 == database % 50 && Documents.Role(number) != "haproxy");
while (waiting.Count(static wait => wait.IsCompletedSuccessfully) < expected && clock.Elapsed < TimeSpan.FromSeconds(30))
    await Task.Delay(1);
Console.WriteLine($"{waiting.Count(static wait => wait.IsCompletedSuccessfully)} of {count} were woken ({expected} depend on it) after {clock.ElapsedMilliseconds} ms");
await end.CancelAsync();
