using System.Diagnostics;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Converge.Linux.Tests.Repair;

[Collection(TimedTests.Name)]
public sealed class RepairCostTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Thousands_of_files_cost_little_and_nothing_while_nothing_happens()
    {
        const int Files = 5000;
        await using var folder = new RepairedFolder();
        var resources = new System.Text.StringBuilder();
        for (var i = 0; i < 100; i++)
            resources.Append($"  - directory: FOLDER/kept/{i}\n");
        for (var i = 0; i < Files; i++)
            resources.Append($"  - file: FOLDER/kept/{i % 100}/{i}\n    content: content of {i}\n");
        var catalog = folder.Compile(resources.ToString());
        var report = await folder.ApplyAsync(catalog, "converge agent");
        await Task.Delay(100);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        await folder.FollowAsync(catalog, report);
        var took = clock.Elapsed;
        await RepairedFolder.WaitInVainAsync();
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        var idle = Process.GetCurrentProcess().TotalProcessorTime;
        await Task.Delay(1000);
        idle = Process.GetCurrentProcess().TotalProcessorTime - idle;
        await File.WriteAllTextAsync(folder["kept/7/4907"], "other");
        var repaired = await RepairedFolder.UntilAsync(() => File.ReadAllText(folder["kept/7/4907"]) == "content of 4907", "the file");
        GC.KeepAlive(report);
        var measured = $"watched in {took.TotalMilliseconds:0} ms, {memory / 1024} kB, idle {idle.TotalMilliseconds:0} ms of a second, repaired in {repaired.TotalMilliseconds:0} ms";
        output.WriteLine(measured);
        took.ShouldBeLessThan(TimeSpan.FromSeconds(2), measured);
        memory.ShouldBeLessThan(8 << 20, measured);
        idle.ShouldBeLessThan(TimeSpan.FromMilliseconds(200), measured);
        repaired.ShouldBeLessThan(TimeSpan.FromSeconds(1), measured);
    }
}
