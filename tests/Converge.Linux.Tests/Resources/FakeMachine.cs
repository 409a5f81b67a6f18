using System.Globalization;
using System.Text;
using Converge.Language.Cases;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;

namespace Converge.Linux.Tests.Resources;

/// <summary>
/// A machine as a case describes it, a line for each thing. It fails on a question that the case did not foresee: silence
/// would be taken for an answer.
/// </summary>
internal sealed class FakeMachine : IMachine, IFiles, IUnits, IAccounts, IPackages, IFirewall
{
    private const int Octal = 8;

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
    private string? _whyNoFirewall;
    private string? _whyNoUnits;
    private string? _interrupted;
    private TimeSpan? _listsAge = TimeSpan.Zero;

    public FakeMachine(CaseFile file)
    {
        _case = file;
        foreach (var line in (file.Find("machine")?.Text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Read(line);
    }

    string? IUnits.WhyAbsent => _whyNoUnits;

    string? IFirewall.WhyAbsent => _whyNoFirewall;

    public IFiles Files => this;

    public IUnits Units => this;

    public IAccounts Accounts => this;

    public IPackages Packages => this;

    public IFirewall Firewall => _firewall is null && _whyNoFirewall is null ? throw Unforeseen("how the firewall is") : this;

    IEnumerable<string> IPackages.Names => _available.Keys.Concat(_packages.Keys);

    string? IPackages.Interrupted => _interrupted;

    TimeSpan? IPackages.ListsAge => _listsAge;

    IReadOnlyList<FirewallRule> IFirewall.Rules => _rules;

    FirewallState IFirewall.State => _firewall!;

    public ValueTask<CommandResult> QueryAsync(CommandSpec command, CancellationToken cancel) =>
        _answers.TryGetValue(command.ToString(), out var answer) ? new(answer) : throw Unforeseen($"what '{command}' says");

    FirewallProfiles IFirewall.Profiles => FirewallProfiles.None;

    bool IFirewall.HasV6 => true;

    IReadOnlyList<FirewallPacket> IFirewall.Lifelines => _lifelines;


    FileStatus? IFiles.Stat(string path) => At(path).Status;

    ReadOnlyMemory<byte>? IFiles.Read(string path)
    {
        if (_unreadable.Contains(path))
            throw new UnreadableException($"permission denied: {path}");
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

    private void Read(string line)
    {
        var words = line.Split(' ', 5);
        switch (words)
        {
            case ["file" or "directory", var path, var owners, var mode, ..]:
                Add(path, words[0] == "file" ? FileKind.File : FileKind.Directory, owners, mode, words.Length > 4 ? words[4].Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal) : "");
                break;
            case ["link", var path, "->", var target]:
                Add(path, FileKind.Link, "root:root", "0777", target);
                break;
            case ["sized", var path, var size, var mode]:
                Add(path, FileKind.File, "root:root", mode, new('x', int.Parse(size, CultureInfo.InvariantCulture)));
                break;
            case ["absent", var path]:
                _files[path] = (null, "");
                break;
            case ["unreadable", var path]:
                _unreadable.Add(path);
                break;
            case ["unit", var name, var load, var active, var state]:
                var parts = active.Split('/');
                // Behind its state may stand that its file is newer than what systemd has read.
                _units[name] = new(name, load, parts[0], state.Split(' ')[0], NeedsReload: state.EndsWith(" stale", StringComparison.Ordinal)) { Sub = parts.Length > 1 ? parts[1] : "" };
                break;
            case ["no-unit", var name]:
                _units[name] = null;
                break;
            case ["answers", var code, ..]:
                var said = line[$"answers {code} ".Length..].Split(" says ");
                _answers[said[0]] = new(code == "late" ? 143 : int.Parse(code, CultureInfo.InvariantCulture), said.Length > 1 ? said[1].Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal) : "") { TimedOut = code == "late" };
                break;
            case ["guards-run"]:
                break;
            case ["no-systemd"]:
                _whyNoUnits = "systemd does not run here";
                break;
            case ["package", var name, var version, var state, ..]:
                _packages[name] = new(name, version, state, words.Length > 4 && words[4] == "hold");
                break;
            case ["no-package", var name]:
                _packages[name] = null;
                break;
            case ["available", var name, ..]:
                _available[name] = line.Split(' ')[2..];
                break;
            case ["no-lists"]:
                _listsAge = null;
                break;
            case ["lists", var age, "old"]:
                _listsAge = TimeSpan.Parse(age, CultureInfo.InvariantCulture);
                break;
            case ["interrupted", ..]:
                _interrupted = line["interrupted ".Length..];
                break;
            case ["group", var name, var gid, ..]:
                _groups[name] = uint.Parse(gid, CultureInfo.InvariantCulture);
                _members[name] = line.Split(' ')[3..];
                break;
            case ["user", var name, ..]:
                AddUser(name, line.Split(' ', 8));
                break;
            case ["no-ufw"]:
                _whyNoFirewall = "ufw is not installed";
                break;
            case ["firewall", var state, ..]:
                _firewall = new(state == "on", words.Length > 2 ? words[2] : "deny", "allow", "deny", "low");
                break;
            case ["session", var from, "->", var to]:
                _lifelines.Add(Session(from, to));
                break;
            case ["rule", ..]:
                _rules.Add(FirewallRule.Parse(line["rule ".Length..]) ?? throw Unforeseen(line));
                break;
            default:
                throw new CaseException(Diagnostic.Error(new(_case.Path, 1, 1), $"'{line}' says nothing about a machine"));
        }
    }

    private void AddUser(string name, string[] words)
    {
        var (uid, gid) = (uint.Parse(words[2], CultureInfo.InvariantCulture), uint.Parse(words[3], CultureInfo.InvariantCulture));
        _users[name] = uid;
        _accounts[name] = new(name, uid, gid, words.ElementAtOrDefault(7) ?? "", words[4], words[5]) { PasswordHash = words[6] == "?" ? null : words[6] };
    }

    private static FirewallPacket Session(string from, string to)
    {
        var port = to.LastIndexOf(':');
        _ = IpAddress.TryParse(from, out var remote);
        _ = IpAddress.TryParse(to.AsSpan(0, port), out var local);
        return new(FirewallWay.In, "tcp", remote, local) { FromPort = 50000, ToPort = int.Parse(to[(port + 1)..], CultureInfo.InvariantCulture), InInterface = "eth0" };
    }

    private void Add(string path, FileKind kind, string owners, string mode, string content)
    {
        var (owner, group) = (owners.Split(':')[0], owners.Split(':')[1]);
        _files[path.Replace("\\040", " ", StringComparison.Ordinal)] = (new(kind, Convert.ToInt32(mode, Octal), IdOf(_users, owner), IdOf(_groups, group), content.Length, DateTimeOffset.UnixEpoch), content);
    }

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
