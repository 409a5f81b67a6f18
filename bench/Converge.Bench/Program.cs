using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Converge.Bench;
using Perfolizer.Horology;

// Converge.Bench [--check] [filter]: the benchmarks whose name contains the filter; with --check it fails if a target is missed.
var check = args.Contains("--check");
var filter = args.FirstOrDefault(static word => word != "--check");

// In this process, so that there is nothing to generate and to build. What is hot has been compiled again after the warm-up.
var job = Job.Default
    .WithToolchain(InProcessEmitToolchain.Instance)
    .WithIterationTime(TimeInterval.FromMilliseconds(check ? 50 : 200))
    .WithWarmupCount(check ? 10 : 8)
    .WithIterationCount(check ? 12 : 25);
var config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddLogger(check ? NullLogger.Instance : ConsoleLogger.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddColumn(StatisticColumn.Min)
    .AddExporter(check ? [] : [MarkdownExporter.Console])
    .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results"))
    .WithOption(ConfigOptions.DisableLogFile, check);

var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(["--filter", $"*{filter}*"], config);
var measured = summaries.SelectMany(static summary => summary.Reports).Select(Measurement.From).ToDictionary(static measurement => measurement.Name);
if (measured.Count == 0)
{
    Console.Error.WriteLine($"no benchmark has '{filter}' in its name");
    return 1;
}
var met = Target.Compare(measured);
return check && !met ? 1 : 0;
