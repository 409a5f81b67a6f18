using Converge.Linux.Execution.Archives;
using Converge.Linux.Machine;
using Converge.Plans;
using Converge.Resources.Machines;

namespace Converge.Linux.Execution;

/// <summary>
/// Does on this machine what steps say, and has the machine forget what it knew of the things that were touched.
/// </summary>
/// <param name="progress">Is told for whom a step waits.</param>
public sealed class LinuxExecutor(LinuxMachine machine, IContentStore contents, Action<string>? progress = null) : IExecutor
{
    private readonly CommandSteps _commands = new(machine);
    private readonly FileSteps _files = new(machine, contents);
    private readonly FirewallSteps _firewall = new(machine, contents);
    private readonly PackageSteps _packages = new(machine, progress);
    private readonly PostgresSteps _postgres = new(machine);
    private readonly RabbitSteps _rabbit = new(machine);
    private readonly UnitSteps _units = new(machine);

    private Downloads Downloads => field ??= new(machine);

    private ArchiveSteps Archives => field ??= new(machine, Downloads);

    private GitSteps Git => field ??= new(machine);

    private CertificateSteps Certificates => field ??= new(machine, _files);

    public async Task<StepResult> ExecuteAsync(Step step, CancellationToken cancel)
    {
        try
        {
            return await DoAsync(step, cancel).ConfigureAwait(false);
        }
        catch (UnreadableException e)
        {
            throw new StepException(e.Message);
        }
        finally
        {
            Forget(step);
        }
    }

    private Task<StepResult> DoAsync(Step step, CancellationToken cancel) => step switch
    {
        WriteFile write => _files.WriteAsync(write, cancel),
        WriteFiles write => Task.FromResult(_files.Write(write)),
        SetOwnership set => Task.FromResult(_files.Set(set)),
        MakeDirectory make => Task.FromResult(_files.Make(make)),
        MakeLink make => Task.FromResult(_files.Link(make)),
        Remove remove => Task.FromResult(_files.Remove(remove)),
        PutBack back => PutBackAsync(back),
        SetKernelValue set => Task.FromResult(_files.Set(set)),
        RunCommand run => _commands.RunAsync(run, cancel),
        ChangePackages change => _packages.ChangeAsync(change, cancel),
        UpdatePackageLists update => _packages.UpdateAsync(update, cancel),
        ChangeUnit change => _units.ChangeAsync(change, cancel),
        ReloadUnitFiles => _units.ReloadFilesAsync(cancel),
        ChangeFirewallRules change => _firewall.ChangeAsync(change, cancel),
        SetFirewallState set => _firewall.SetAsync(set, cancel),
        MakeCertificate make => Certificates.MakeAsync(make, cancel),
        InstallCertificate install => Certificates.InstallAsync(install, cancel),
        FetchFile fetch => _files.FetchAsync(fetch, Downloads, cancel),
        UnpackArchive unpack => Archives.UnpackAsync(unpack, _files, cancel),
        CheckOut checkOut => Git.CheckOutAsync(checkOut, cancel),
        ChangePostgres change => Task.Run(() => _postgres.Change(change), cancel),
        ReloadPostgres reload => Task.Run(() => _postgres.Reload(reload), cancel),
        ChangeRabbit change => _rabbit.ChangeAsync(change, cancel),
        BootAfterRun boot => Task.FromResult(BootSteps.Order(boot, machine)),
        AskForBoot ask => Task.FromResult(BootSteps.Ask(ask, machine)),
        _ => throw new StepException($"this program does not know how to '{step}'"),
    };

    /// <summary>Files of the firewall say nothing before it loads them.</summary>
    private async Task<StepResult> PutBackAsync(PutBack step)
    {
        var result = _files.PutBack(step);
        await _firewall.ReloadAsync([.. step.Places.Select(static place => place.Path)]).ConfigureAwait(false);
        return result;
    }

    /// <summary>Files are looked at anew with each question; what is remembered of the rest may be out of date now.</summary>
    private void Forget(Step step)
    {
        switch (step)
        {
            case ChangeUnit or ReloadUnitFiles:
                machine.ForgetUnits();
                // ufw.service is not the only one that makes rules, or takes them away.
                machine.ForgetKernelFirewall();
                // They may be what was started or stopped.
                machine.ForgetPostgres();
                machine.ForgetRabbit();
                break;
            case ChangePostgres:
                machine.ForgetPostgres();
                break;
            case ChangeRabbit:
                machine.ForgetRabbit();
                break;
            case ChangeFirewallRules or SetFirewallState:
                machine.ForgetFirewall();
                break;
            case UpdatePackageLists:
                machine.ForgetPackageLists();
                break;
            case WriteFile { Path: var path }:
                Forget(path);
                break;
            case WriteFiles { Files: var files }:
                foreach (var file in files)
                    Forget(file.Path);
                break;
            case Remove { Path: var path }:
                Forget(path);
                break;
            case MakeLink { Path: var path }:
                Forget(path);
                break;
            case SetOwnership or MakeDirectory or SetKernelValue or ReloadPostgres or BootAfterRun or AskForBoot:
                break;
            default:
                machine.Forget();
                break;
        }
    }

    private void Forget(string path)
    {
        if (path.StartsWith("/etc/systemd/", StringComparison.Ordinal))
            machine.ForgetUnits();
        else if (path.StartsWith("/etc/apt/", StringComparison.Ordinal))
            machine.ForgetPackageLists();
        else if (path is "/etc/passwd" or "/etc/group" or "/etc/shadow" or "/etc/gshadow")
            machine.ForgetAccounts();
        else if (path.StartsWith("/etc/ufw/", StringComparison.Ordinal) || path == "/etc/default/ufw")
            machine.ForgetFirewall();
    }
}
