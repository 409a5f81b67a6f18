using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

var config = ManualConfig.CreateMinimumViable()
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(15).WithWarmupCount(6).WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(150)));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
