using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Converge.Bench;
using Converge.Bench.Compiling;
using Converge.Bench.Storing;
using Perfolizer.Horology;

// Converge.Bench --fleet FOLDER NODES [--edited]: writes a made-up tree, as it is before or after a change, for bench/fleet.
if (args is ["--fleet", var folder, var nodes, ..])
{
    var files = FleetFiles.Make(int.Parse(nodes, CultureInfo.InvariantCulture));
    if (args.Contains("--edited"))
        FleetFiles.Edit(files);
    FleetFiles.Write(files, folder);
    return 0;
}

// Converge.Bench --storage FOLDER [CONNECTION]: what a storage does in a second, for bench/storage.
if (args is ["--storage", var data, ..])
{
    await StorageRun.RunAsync(data, args.ElementAtOrDefault(2));
    return 0;
}

// Converge.Bench [--check] [filter]: the benchmarks whose name contains the filter; with --check it fails if a target is missed.
const string Check = "--check";
var check = args.Contains(Check);
var filter = args.FirstOrDefault(static word => word != Check);

// In this process, so that there is nothing to generate and to build. Short iterations, so that the best of them is one
// that nobody disturbed; a long warm-up, after which all that is hot has been compiled again.
var job = Job.Default
    .WithToolchain(InProcessEmitToolchain.Instance)
    .WithIterationTime(TimeInterval.FromMilliseconds(50))
    .WithWarmupCount(15)
    .WithIterationCount(check ? 20 : 60);
var config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddLogger(check ? NullLogger.Instance : ConsoleLogger.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddColumn(StatisticColumn.Min)
    .AddExporter(MarkdownExporter.Console)
    .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results"))
    .WithOption(ConfigOptions.DisableLogFile, value: true);

var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(["--filter", $"*{filter}*"], config);
var measured = summaries.SelectMany(static summary => summary.Reports).Select(Measurement.From).ToDictionary(static measurement => measurement.Name);
if (measured.Count == 0)
{
    Console.Error.WriteLine($"bench: no benchmark has '{filter}' in its name");
    return 1;
}
return Target.Compare(measured) || !check ? 0 : 1;
