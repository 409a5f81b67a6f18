using Converge.Linux.Machine.Files;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Accounts;

/// <summary>The accounts of the machine's own files; those of a directory service are not seen, since nothing here could change them.</summary>
public sealed class LinuxAccounts(LinuxFiles files) : IAccounts
{
    private readonly Forgettable<AccountTable> _table = new(() => AccountTable.Read(files));

    public UserAccount? FindUser(string name) => _table.Value.FindUser(name);

    public GroupAccount? FindGroup(string name) => _table.Value.FindGroup(name);

    public string UserName(uint uid) => _table.Value.UserName(uid);

    public string GroupName(uint gid) => _table.Value.GroupName(gid);

    public IReadOnlyCollection<GroupAccount> Groups => _table.Value.Groups;

    /// <summary>For after a step that changed accounts.</summary>
    public void Forget() => _table.Forget();
}
