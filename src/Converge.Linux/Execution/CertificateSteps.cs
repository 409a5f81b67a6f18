using Converge.Linux.Machine;
using Converge.Linux.Resources.Certificates;
using Converge.Plans;

namespace Converge.Linux.Execution;

/// <summary>Puts certificates and keys in place.</summary>
internal sealed class CertificateSteps(LinuxMachine machine, FileSteps files)
{
    // Clocks of others may be behind.
    private static readonly TimeSpan Earlier = TimeSpan.FromDays(1);

    public Task<StepResult> MakeAsync(MakeCertificate step, CancellationToken cancel)
    {
        var now = DateTimeOffset.UtcNow;
        return WriteAsync(step.Files, CertificateText.Make(step.Names, now - Earlier, now.AddDays(step.Days)), step.KeyMode, cancel);
    }

    public Task<StepResult> InstallAsync(InstallCertificate step, CancellationToken cancel)
    {
        var text = CertificateText.Read(step.Chain, step.Key, machine.Files) ?? throw new StepException($"there is no certificate in '{step.Chain}'");
        return text.KeyFits() ? WriteAsync(step.Files, text, step.KeyMode, cancel) : throw new StepException($"'{step.Key}' is not the key of the certificate in '{step.Chain}'");
    }

    private async Task<StepResult> WriteAsync(CertificateFiles places, CertificateText text, int keyMode, CancellationToken cancel)
    {
        var replaced = new List<Replaced>();
        foreach (var file in CertificateResource.Write(places, text, keyMode))
            replaced.AddRange((await files.WriteAsync(file, cancel).ConfigureAwait(false)).Replaced);
        return new() { Replaced = [.. replaced] };
    }
}
