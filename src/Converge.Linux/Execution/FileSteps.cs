#pragma warning disable CS9113
using Converge.Linux.Machine;
using Converge.Plans;

namespace Converge.Linux.Execution;

/// <summary>Puts files, directories and links in place.</summary>
internal sealed class FileSteps(LinuxMachine machine, IContentStore contents)
{
    public Task<StepResult> WriteAsync(WriteFile step, CancellationToken cancel) => throw new StepException("not yet");

    public Task<StepResult> SetAsync(SetOwnership step) => throw new StepException("not yet");

    public Task<StepResult> MakeAsync(MakeDirectory step) => throw new StepException("not yet");

    public Task<StepResult> LinkAsync(MakeLink step) => throw new StepException("not yet");

    public Task<StepResult> RemoveAsync(Remove step) => throw new StepException("not yet");

    public Task<StepResult> SetAsync(SetKernelValue step) => throw new StepException("not yet");
}
