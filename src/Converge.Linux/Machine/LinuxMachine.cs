using Converge.Linux.Machine.Accounts;
using Converge.Linux.Machine.Apt;
using Converge.Linux.Machine.Files;
using Converge.Linux.Machine.Postgres;
using Converge.Linux.Machine.Processes;
using Converge.Linux.Machine.Rabbit;
using Converge.Linux.Machine.Systemd;
using Converge.Linux.Machine.Ufw;
using Converge.Linux.Machine.Ufw.Kernel;
using Converge.Linux.State;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine;

/// <summary>
/// The machine that this program runs on. Each part is read when it is first asked for, and again after it was forgotten;
/// files are looked at anew with each question.
/// </summary>
public sealed class LinuxMachine : IMachine, IDisposable
{
    private readonly LinuxFiles _files;
    private readonly LinuxPackages _packages;
    private readonly LinuxUnits _units;
    private readonly LinuxFirewall _firewall;
    private readonly LinuxAccounts _accounts;
    private readonly LinuxPostgres _postgres;
    private readonly LinuxRabbit _rabbit;
    private readonly LinuxBoot _boot;
    private readonly ProcessRunner _processes;

    /// <param name="root">Where its files start; processes are those of the real machine in any case.</param>
    /// <param name="boots">What is remembered of its boots.</param>
    /// <param name="postgres">Where the sockets of PostgreSQL are.</param>
    public LinuxMachine(string root = "/", BootRecord? boots = null, string postgres = LinuxPostgres.Usual)
    {
        _files = new(root);
        _packages = new(_files);
        _units = new(_files);
        _firewall = new(_files);
        _accounts = new(_files);
        _processes = new(_accounts);
        _postgres = new(_accounts, postgres);
        _rabbit = new(_files, _units, command => _processes.RunAsync(command, CancellationToken.None).GetAwaiter().GetResult());
        _boot = new(_files, boots);
    }

    public IFiles Files => _files;

    internal LinuxFiles LinuxFiles => _files;

    public IPackages Packages => _packages;

    public IUnits Units => _units;

    internal LinuxUnits LinuxUnits => _units;

    public IFirewall Firewall => _firewall;

    internal KernelFirewall KernelFirewall => _firewall.Kernel;

    public IAccounts Accounts => _accounts;

    public IPostgres Postgres => _postgres;

    internal LinuxPostgres LinuxPostgres => _postgres;

    public IRabbit Rabbit => _rabbit;

    public IBoot Boot => _boot;

    internal LinuxBoot LinuxBoot => _boot;

    /// <inheritdoc/>
    public ValueTask<CommandResult> QueryAsync(CommandSpec command, CancellationToken cancel) => new(_processes.RunAsync(command, cancel));

    /// <summary>A connection of its own, to change units.</summary>
    /// <exception cref="BusException">systemd is not there, or does not answer.</exception>
    internal UnitControl ConnectToSystemd() => _units.Connect();

    /// <summary>For after a step that may have changed anything, as the installation of a package may.</summary>
    public void Forget()
    {
        ForgetPackages();
        ForgetPackageLists();
        ForgetUnits();
        ForgetFirewall();
        ForgetAccounts();
        ForgetPostgres();
        ForgetRabbit();
    }

    public void ForgetPackages() => _packages.Forget();

    /// <summary>For after an update of apt's lists, or a change of its sources or preferences.</summary>
    public void ForgetPackageLists() => _packages.ForgetLists();

    public void ForgetUnits() => _units.Forget();

    public void ForgetFirewall() => _firewall.Forget();

    /// <summary>For after a step that left ufw's files alone, but maybe not the kernel.</summary>
    public void ForgetKernelFirewall() => _firewall.ForgetKernel();

    public void ForgetAccounts() => _accounts.Forget();

    public void ForgetPostgres() => _postgres.Forget();

    public void ForgetRabbit() => _rabbit.Forget();

    public void Dispose()
    {
        _units.Dispose();
        _files.Dispose();
    }
}
