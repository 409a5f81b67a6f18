using System.Globalization;
using System.Text;
using Converge.Language.Cases;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;
using Converge.Testing.Machines;

namespace Converge.Linux.Tests.Resources;

/// <summary>
/// A machine as a case describes it, a line for each thing. It fails on a question that the case did not foresee: silence
/// would be taken for an answer.
/// </summary>
internal sealed class FakeMachine : IMachine, IFiles, IUnits, IAccounts, IPackages, IFirewall
{
    private const int Octal = 8;

    // By SIGTERM, as a shell tells it.
    private const int Ended = 143;

    private readonly CaseFile _case;
    private readonly Dictionary<string, (FileStatus? Status, string Content)> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UnitStatus?> _units = new(StringComparer.Ordinal);
    private readonly Dictionary<string, uint> _users = new(StringComparer.Ordinal) { ["root"] = 0 };
    private readonly Dictionary<string, uint> _groups = new(StringComparer.Ordinal) { ["root"] = 0 };
    private readonly Dictionary<string, PackageStatus?> _packages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _available = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UserAccount> _accounts = new(StringComparer.Ordinal);
    private readonly List<FirewallRule> _rules = [];
    private readonly Dictionary<string, CommandResult> _answers = new(StringComparer.Ordinal);
    private readonly List<FirewallPacket> _lifelines = [];
    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);
    private FirewallState? _firewall;
    private FirewallGap? _gap;
    private string? _whyNoFirewall;
    private string? _whyNoUnits;
    private string? _interrupted;
    private TimeSpan? _listsAge = TimeSpan.Zero;

    private readonly FakeDatabases _databases;

    public FakeMachine(CaseFile file)
    {
        _case = file;
        _databases = new([.. MachineLines.Of(file)], Unforeseen);
        foreach (var line in MachineLines.Of(file))
            Read(line);
    }

    string? IUnits.WhyAbsent => _whyNoUnits;

    string? IFirewall.WhyAbsent => _whyNoFirewall;

    public IFiles Files => this;

    public IPostgres Postgres => _databases;

    public IRabbit Rabbit => _databases;

    public IBoot Boot => _databases;

    public IUnits Units => this;

    public IAccounts Accounts => this;

    public IPackages Packages => this;

    public IFirewall Firewall => _firewall is null && _whyNoFirewall is null ? throw Unforeseen("how the firewall is") : this;

    IEnumerable<string> IPackages.Names => _available.Keys.Concat(_packages.Keys);

    string? IPackages.Interrupted => _interrupted;

    TimeSpan? IPackages.ListsAge => _listsAge;

    IReadOnlyList<FirewallRule> IFirewall.Rules => _rules;

    FirewallState IFirewall.State => _firewall!;

    FirewallGap? IFirewall.Gap => _gap;

    public ValueTask<CommandResult> QueryAsync(CommandSpec command, CancellationToken cancel) =>
        _answers.TryGetValue(command.ToString(), out var answer) ? new(answer) : throw Unforeseen($"what '{command}' says");

    FirewallProfiles IFirewall.Profiles => FirewallProfiles.None;

    bool IFirewall.HasV6 => true;

    IReadOnlyList<FirewallPacket> IFirewall.Lifelines => _lifelines;


    FileStatus? IFiles.Stat(string path) => At(path).Status;

    ReadOnlyMemory<byte>? IFiles.Read(string path)
    {
        if (_unreadable.Contains(path))
            throw new UnreadableException($"permission denied: '{path}'");
        return At(path) is ({ Kind: FileKind.File }, var content) ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(content) : null;
    }

    string? IFiles.ReadLink(string path) => At(path) is ({ Kind: FileKind.Link }, var target) ? target : null;

    IReadOnlyList<string>? IFiles.List(string path) =>
        [.. _files.Where(file => file.Value.Status is not null && Path.GetDirectoryName(file.Key) == path).Select(static file => Path.GetFileName(file.Key)).Order(StringComparer.Ordinal)];

    UnitStatus? IUnits.Find(string name) => _units.TryGetValue(name, out var unit) ? unit : throw Unforeseen($"whether there is a unit '{name}'");

    UserAccount? IAccounts.FindUser(string name) => _accounts.TryGetValue(name, out var account) ? account : _users.TryGetValue(name, out var uid) ? new(name, uid, uid, "", $"/home/{name}", "/bin/sh") : null;

    GroupAccount? IAccounts.FindGroup(string name) => Groups.FirstOrDefault(group => group.Name == name);

    string IAccounts.UserName(uint uid) => NameOf(_users, uid);

    string IAccounts.GroupName(uint gid) => NameOf(_groups, gid);

    public IReadOnlyCollection<GroupAccount> Groups => [.. _groups.Select(group => new GroupAccount(group.Key, group.Value, [.. _members.GetValueOrDefault(group.Key) ?? []]))];

    PackageStatus? IPackages.Find(string name) => _packages.TryGetValue(name, out var package) ? package : throw Unforeseen($"whether the package '{name}' is installed");

    IReadOnlyList<string> IPackages.Available(string name, string? release) =>
        _available.TryGetValue(release is null ? name : $"{name}/{release}", out var versions) ? versions : _packages.ContainsKey(name) ? [] : throw Unforeseen($"which versions of '{name}' there are");

    private static string NameOf(Dictionary<string, uint> names, uint id) =>
        names.FirstOrDefault(entry => entry.Value == id).Key ?? id.ToString(CultureInfo.InvariantCulture);

    private void Read(MachineLine line)
    {
        switch (line)
        {
            case PlacedLine placed:
                Add(placed.Path, placed.IsDirectory ? FileKind.Directory : FileKind.File, placed.Owner, placed.Group, placed.Mode, placed.Content);
                break;
            case LinkLine link:
                Add(link.Path, FileKind.Link, "root", "root", "0777", link.Target);
                break;
            case SizedLine sized:
                Add(sized.Path, FileKind.File, "root", "root", sized.Mode, new('x', (int)sized.Size));
                break;
            case AbsentLine absent:
                _files[absent.Path] = (null, "");
                break;
            case UnreadableLine unreadable:
                _unreadable.Add(unreadable.Path);
                break;
            case AnswerLine answer:
                _answers[answer.Command] = new(answer.Code ?? Ended, answer.Says) { TimedOut = answer.Code is null };
                break;
            case GroupLine group:
                _groups[group.Name] = group.Gid;
                _members[group.Name] = group.Members;
                break;
            case UserLine user:
                _users[user.Name] = user.Uid;
                _accounts[user.Name] = new(user.Name, user.Uid, user.Gid, user.Comment, user.Home, user.Shell) { PasswordHash = user.Hash };
                break;
            default:
                ReadService(line);
                break;
        }
    }

    private void ReadService(MachineLine line)
    {
        switch (line)
        {
            case UnitLine unit:
                _units[unit.Name] = new(unit.Name, unit.Load, unit.Active, unit.Enabled, NeedsReload: unit.IsStale) { Sub = unit.Sub };
                break;
            case NoUnitLine unit:
                _units[unit.Name] = null;
                break;
            case NoSystemdLine:
                _whyNoUnits = "systemd does not run here";
                break;
            case PackageLine package:
                _packages[package.Name] = new(package.Name, package.Version, package.State, package.IsHeld);
                break;
            case NoPackageLine package:
                _packages[package.Name] = null;
                break;
            case AvailableLine available:
                _available[available.Release is null ? available.Name : $"{available.Name}/{available.Release}"] = available.Versions;
                break;
            case ListsLine lists:
                _listsAge = lists.Age;
                break;
            case InterruptedLine interrupted:
                _interrupted = interrupted.Reason;
                break;
            case NoFirewallLine:
                _whyNoFirewall = "ufw is not installed";
                break;
            case FlushedFirewallLine:
                _gap = new("no chain ufw-user-input", IsOpen: true);
                break;
            case LostRuleLine lost:
                _gap = new($"{lost.Left} of {lost.Left + 1} rules in ufw-user-input", IsOpen: false);
                break;
            case FirewallLine firewall:
                _firewall = new(firewall.IsOn, firewall.Incoming, "allow", "deny", "low");
                break;
            case SessionLine session:
                _lifelines.Add(Session(session));
                break;
            case RuleLine rule:
                _rules.Add(FirewallRule.Parse(rule.Rule) ?? throw Unforeseen(rule.Rule));
                break;
            default:
                break;
        }
    }

    private static FirewallPacket Session(SessionLine session)
    {
        _ = IpAddress.TryParse(session.From, out var remote);
        _ = IpAddress.TryParse(session.To, out var local);
        return new(FirewallWay.In, "tcp", remote, local) { FromPort = 50000, ToPort = session.Port, InInterface = "eth0" };
    }

    private void Add(string path, FileKind kind, string owner, string group, string mode, string content) =>
        _files[path] = (new(kind, Convert.ToInt32(mode, Octal), IdOf(_users, owner), IdOf(_groups, group), content.Length, DateTimeOffset.UnixEpoch), content);

    private static uint IdOf(Dictionary<string, uint> ids, string name)
    {
        if (!ids.TryGetValue(name, out var id))
            ids.Add(name, id = (uint)(1000 + ids.Count));
        return id;
    }

    private (FileStatus? Status, string Content) At(string path)
    {
        if (_files.TryGetValue(path, out var known))
            return known;
        // What something stands in is a directory.
        return _files.Any(file => file.Value.Status is not null && file.Key.StartsWith($"{path.TrimEnd('/')}/", StringComparison.Ordinal))
            ? (new FileStatus(FileKind.Directory, Convert.ToInt32("0755", Octal), 0, 0, 0, DateTimeOffset.UnixEpoch), "")
            : throw Unforeseen($"what is at '{path}'");
    }

    private CaseException Unforeseen(string question) => new(Diagnostic.Error(new(_case.Path, 1, 1), $"the case does not say {question}"));
}
