using System.Globalization;
using System.Text;
using Converge.Language.Cases;
using Converge.Language.Text;
using Converge.Resources.Machines;

namespace Converge.Linux.Tests.Resources;

/// <summary>
/// A machine as a case describes it, a line for each thing. It fails on a question that the case did not foresee: silence
/// would be taken for an answer.
/// </summary>
internal sealed class FakeMachine : IMachine, IFiles, IUnits, IAccounts
{
    private const int Octal = 8;

    private readonly CaseFile _case;
    private readonly Dictionary<string, (FileStatus? Status, string Content)> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UnitStatus?> _units = new(StringComparer.Ordinal);
    private readonly Dictionary<string, uint> _users = new(StringComparer.Ordinal) { ["root"] = 0 };
    private readonly Dictionary<string, uint> _groups = new(StringComparer.Ordinal) { ["root"] = 0 };
    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);

    public FakeMachine(CaseFile file)
    {
        _case = file;
        foreach (var line in (file.Find("machine")?.Text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Read(line);
    }

    public string? WhyAbsent { get; private set; }

    public IFiles Files => this;

    public IUnits Units => this;

    public IAccounts Accounts => this;

    public IPackages Packages => throw Unforeseen("the packages");

    public IFirewall Firewall => throw Unforeseen("the firewall");

    public ValueTask<CommandResult> QueryAsync(CommandSpec command, CancellationToken cancel) => throw Unforeseen($"what '{command}' says");

    FileStatus? IFiles.Stat(string path) => At(path).Status;

    ReadOnlyMemory<byte>? IFiles.Read(string path)
    {
        if (_unreadable.Contains(path))
            throw new UnreadableException($"permission denied: {path}");
        return At(path) is ({ Kind: FileKind.File }, var content) ? Encoding.UTF8.GetBytes(content) : null;
    }

    string? IFiles.ReadLink(string path) => At(path) is ({ Kind: FileKind.Link }, var target) ? target : null;

    IReadOnlyList<string>? IFiles.List(string path) =>
        [.. _files.Where(file => file.Value.Status is not null && Path.GetDirectoryName(file.Key) == path).Select(static file => Path.GetFileName(file.Key)).Order(StringComparer.Ordinal)];

    UnitStatus? IUnits.Find(string name) => _units.TryGetValue(name, out var unit) ? unit : throw Unforeseen($"whether there is a unit '{name}'");

    UserAccount? IAccounts.FindUser(string name) => _users.TryGetValue(name, out var uid) ? new(name, uid, uid, "", $"/home/{name}", "/bin/sh") : null;

    GroupAccount? IAccounts.FindGroup(string name) => _groups.TryGetValue(name, out var gid) ? new(name, gid, []) : null;

    string IAccounts.UserName(uint uid) => NameOf(_users, uid);

    string IAccounts.GroupName(uint gid) => NameOf(_groups, gid);

    IReadOnlyCollection<GroupAccount> IAccounts.Groups => [.. _groups.Select(static group => new GroupAccount(group.Key, group.Value, []))];

    private static string NameOf(Dictionary<string, uint> names, uint id) =>
        names.FirstOrDefault(entry => entry.Value == id).Key ?? id.ToString(CultureInfo.InvariantCulture);

    private void Read(string line)
    {
        var words = line.Split(' ', 5);
        switch (words)
        {
            case ["file" or "directory", var path, var owners, var mode, ..]:
                Add(path, words[0] == "file" ? FileKind.File : FileKind.Directory, owners, mode, words.Length > 4 ? words[4].Replace("\\n", "\n", StringComparison.Ordinal) : "");
                break;
            case ["link", var path, "->", var target]:
                Add(path, FileKind.Link, "root:root", "0777", target);
                break;
            case ["absent", var path]:
                _files[path] = (null, "");
                break;
            case ["unreadable", var path]:
                _unreadable.Add(path);
                break;
            case ["unit", var name, var load, var active, var state]:
                _units[name] = new(name, load, active, state, NeedsReload: false);
                break;
            case ["no-unit", var name]:
                _units[name] = null;
                break;
            case ["no-systemd"]:
                WhyAbsent = "systemd does not run here";
                break;
            default:
                throw new CaseException(Diagnostic.Error(new(_case.Path, 1, 1), $"'{line}' says nothing about a machine"));
        }
    }

    private void Add(string path, FileKind kind, string owners, string mode, string content)
    {
        var (owner, group) = (owners.Split(':')[0], owners.Split(':')[1]);
        _files[path] = (new(kind, Convert.ToInt32(mode, Octal), IdOf(_users, owner), IdOf(_groups, group), content.Length, DateTimeOffset.UnixEpoch), content);
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
