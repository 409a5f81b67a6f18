using System.Globalization;
using Converge.Linux.Machine.Files;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Accounts;

/// <summary>What <c>passwd</c>, <c>group</c> and <c>shadow</c> say at one moment. Of two lines for the same name or number the first counts.</summary>
internal sealed class AccountTable
{
    private const int PasswordFields = 7;
    private const int GroupFields = 4;
    private const int ShadowFields = 9;

    private readonly Dictionary<string, UserAccount> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GroupAccount> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, string> _userNames = [];
    private readonly Dictionary<uint, string> _groupNames = [];

    private AccountTable()
    {
    }

    public IReadOnlyCollection<GroupAccount> Groups => _groups.Values;

    /// <exception cref="UnreadableException">Other files than <c>shadow</c> may not be read.</exception>
    public static AccountTable Read(LinuxFiles files)
    {
        var table = new AccountTable();
        var hashes = ReadHashes(files);
        foreach (var line in new ByteLines((files.ReadThrough("/etc/passwd") ?? default).Span))
            table.AddUser(line, hashes);
        foreach (var line in new ByteLines((files.ReadThrough("/etc/group") ?? default).Span))
            table.AddGroup(line);
        return table;
    }

    public UserAccount? FindUser(string name) => _users.GetValueOrDefault(name);

    public GroupAccount? FindGroup(string name) => _groups.GetValueOrDefault(name);

    public string UserName(uint uid) => _userNames.GetValueOrDefault(uid) ?? uid.ToString(CultureInfo.InvariantCulture);

    public string GroupName(uint gid) => _groupNames.GetValueOrDefault(gid) ?? gid.ToString(CultureInfo.InvariantCulture);

    /// <returns>Null if they may not be read, or there are none: then what <c>passwd</c> says is all that is known.</returns>
    private static Dictionary<string, string>? ReadHashes(LinuxFiles files)
    {
        ReadOnlyMemory<byte>? shadow;
        try
        {
            shadow = files.ReadThrough("/etc/shadow");
        }
        catch (UnreadableException)
        {
            return null;
        }
        if (shadow is not { } content)
            return null;
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in new ByteLines(content.Span))
        {
            if (AccountLine.TryRead(line, ShadowFields, out var account))
                hashes.TryAdd(account.Name, account[1]);
        }
        return hashes;
    }

    private void AddUser(ReadOnlySpan<byte> line, Dictionary<string, string>? hashes)
    {
        if (!AccountLine.TryRead(line, PasswordFields, out var fields) || !fields.TryNumber(2, out var uid) || !fields.TryNumber(3, out var gid))
            return;
        var user = new UserAccount(fields.Name, uid, gid, fields[4], fields[5], fields[6]) { PasswordHash = Hash(fields, hashes) };
        if (_users.TryAdd(user.Name, user))
            _userNames.TryAdd(uid, user.Name);
    }

    // An 'x' sends to shadow; without a line there it is what stands in for a password, and none fits it.
    private static string? Hash(AccountLine fields, Dictionary<string, string>? hashes) =>
        fields[1] is not "x" and var hash ? hash : hashes is null ? null : hashes.GetValueOrDefault(fields.Name, "x");

    private void AddGroup(ReadOnlySpan<byte> line)
    {
        if (!AccountLine.TryRead(line, GroupFields, out var fields) || !fields.TryNumber(2, out var gid))
            return;
        var members = fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (_groups.TryAdd(fields.Name, new(fields.Name, gid, [.. members])))
            _groupNames.TryAdd(gid, fields.Name);
    }
}
