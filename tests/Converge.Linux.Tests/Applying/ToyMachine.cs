using System.Collections.Immutable;
using System.Text;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;

namespace Converge.Linux.Tests.Applying;

/// <summary>
/// A machine of a few files, units and packages that really changes when steps are executed, and fails where a case says so.
/// What is done to it, and to its journal, is written down in the order in which it happens.
/// </summary>
internal sealed class ToyMachine : IMachine, IFiles, IUnits, IPackages, IAccounts, IFirewall, IExecutor, IRefreshJournal, IConnectivityGuard, IArmedGuard
{
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _units = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _packages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _available = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _faults;
    private readonly List<OwedRefresh> _owed;

    public ToyMachine(string machine, string faults, IEnumerable<OwedRefresh> owed)
    {
        _owed = [.. owed];
        _faults = faults.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(": ", 2)).ToDictionary(static fault => fault[0], static fault => fault[1], StringComparer.Ordinal);
        foreach (var line in machine.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ', 3);
            var table = words[0] switch { "file" => _files, "unit" => _units, "package" => _packages, _ => _available };
            table[words[1]] = words.Length > 2 ? words[2] : "";
        }
    }

    public List<string> Log { get; } = [];

    /// <summary>When a run is to be stopped: after this many steps.</summary>
    public CancellationTokenSource Stop { get; } = new();

    public IFiles Files => this;

    public IPackages Packages => this;

    public IUnits Units => this;

    public IFirewall Firewall => this;

    public IAccounts Accounts => this;

    IPostgres IMachine.Postgres => throw new NotSupportedException("a toy keeps no databases");

    IRabbit IMachine.Rabbit => throw new NotSupportedException("a toy keeps no queues");

    IBoot IMachine.Boot => throw new NotSupportedException("a toy is not booted");

    string? IUnits.WhyAbsent => null;

    string? IFirewall.WhyAbsent => "there is none";

    IReadOnlyList<FirewallRule> IFirewall.Rules => [];

    FirewallState IFirewall.State => new(Enabled: false, "deny", "allow", "deny", "low");

    FirewallGap? IFirewall.Gap => null;

    FirewallProfiles IFirewall.Profiles => FirewallProfiles.None;

    bool IFirewall.HasV6 => true;

    IReadOnlyList<FirewallPacket> IFirewall.Lifelines => [];

    IEnumerable<string> IPackages.Names => _available.Keys;

    string? IPackages.Interrupted => null;

    IReadOnlyCollection<GroupAccount> IAccounts.Groups => [];

    public ValueTask<CommandResult> QueryAsync(CommandSpec command, CancellationToken cancel) => throw new NotSupportedException();

    public Task<StepResult> ExecuteAsync(Step step, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        Log.Add(step.ToString());
        if (_faults.TryGetValue(step.ToString(), out var fault))
        {
            if (fault == "stop")
                Stop.Cancel();
            else if (fault == "nothing happens")
                return Task.FromResult(StepResult.Done);
            else
                throw new StepException(fault, "what it said\n");
        }
        if (step is WriteFiles { Files: var files } && files.FirstOrDefault(file => _faults.ContainsKey(file.ToString())) is { } bad)
            throw new StepException(_faults[bad.ToString()]);
        return Task.FromResult(new StepResult { Replaced = Do(step) });
    }

    IReadOnlyList<OwedRefresh> IRefreshJournal.Read() => [.. _owed];

    void IRefreshJournal.Owe(OwedRefresh refresh)
    {
        Log.Add($"(owe {refresh.Verb} {refresh.Target})");
        _owed.RemoveAll(owed => owed.Target == refresh.Target);
        _owed.Add(refresh);
    }

    void IRefreshJournal.Settle(ResourceId target)
    {
        Log.Add($"(settle {target})");
        _owed.RemoveAll(owed => owed.Target == target);
    }

    Task<IArmedGuard> IConnectivityGuard.ArmAsync(ResourceId resource, ImmutableArray<Step> steps, CancellationToken cancel)
    {
        Log.Add($"(arm for {resource})");
        return Task.FromResult<IArmedGuard>(this);
    }

    Task<string?> IArmedGuard.VerifyAsync(CancellationToken cancel) => Task.FromResult(_faults.GetValueOrDefault("connection"));

    Task IArmedGuard.ConfirmAsync()
    {
        Log.Add("(confirm)");
        return Task.CompletedTask;
    }

    Task IArmedGuard.RestoreAsync()
    {
        Log.Add("(restore)");
        return Task.CompletedTask;
    }

    FileStatus? IFiles.Stat(string path) => _files.ContainsKey(path) ? new(FileKind.File, 0b110_100_100, 0, 0, 0, default)
        : path is "/" or "/etc" ? new FileStatus(FileKind.Directory, 0b111_101_101, 0, 0, 0, default) : null;

    ReadOnlyMemory<byte>? IFiles.Read(string path) => _files.TryGetValue(path, out var content) ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(content) : null;

    string? IFiles.ReadLink(string path) => null;

    IReadOnlyList<string>? IFiles.List(string path) => [];

    UnitStatus? IUnits.Find(string name) => _units.TryGetValue(name, out var active) ? new(name, "loaded", active, "enabled", NeedsReload: false) : null;

    PackageStatus? IPackages.Find(string name) => _packages.TryGetValue(name, out var version) ? new(name, version, "installed", IsHeld: false) : null;

    TimeSpan? IPackages.ListsAge => TimeSpan.Zero;

    IReadOnlyList<string> IPackages.Available(string name, string? release) => _available.TryGetValue(name, out var version) ? [version] : [];

    UserAccount? IAccounts.FindUser(string name) => null;

    GroupAccount? IAccounts.FindGroup(string name) => null;

    string IAccounts.UserName(uint uid) => "root";

    string IAccounts.GroupName(uint gid) => "root";

    private ImmutableArray<Replaced> Do(Step step)
    {
        switch (step)
        {
            case WriteFile { Path: var path } write:
                var replaced = new Replaced(path, _files.ContainsKey(path) ? FileKind.File : null, null, null, null) { Content = _files.GetValueOrDefault(path) };
                _files[path] = Encoding.UTF8.GetString(write.Content.Bytes.Span);
                return [replaced];
            case WriteFiles { Files: var files }:
                return [.. files.SelectMany(file => Do((Step)file))];
            case PutBack back:
                foreach (var place in back.Places.Reverse())
                    _files[place.Path] = place.Content ?? "";
                break;
            case ChangePackages change:
                foreach (var wish in change.Packages)
                    Do(wish);
                break;
            case ChangeUnit { Unit: var unit, Verb: UnitVerb.Start or UnitVerb.Restart }:
                _units[unit] = "active";
                break;
            case ChangeUnit { Unit: var unit, Verb: UnitVerb.Stop }:
                _units[unit] = "inactive";
                break;
        }
        return [];
    }

    /// <summary>A package brings the unit that has its name.</summary>
    private void Do(PackageWish wish)
    {
        if (_faults.TryGetValue(wish.ToString(), out var fault))
            throw new StepException(fault);
        _packages[wish.Name] = wish.Version ?? _available[wish.Name];
        _units.TryAdd($"{wish.Name}.service", "inactive");
    }
}
