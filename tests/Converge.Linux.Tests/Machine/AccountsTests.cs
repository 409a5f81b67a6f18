using Converge.Linux.Machine.Accounts;
using Converge.Linux.Machine.Files;
using Converge.Resources.Machines;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Machine;

public class AccountsTests : IDisposable
{
    private const string Users = """
        root:x:0:0:root:/root:/bin/bash
        alice:x:1000:1000:Alice Ä,,,:/home/alice:/bin/bash
        old:$1$salt$hash:1001:100::/home/old:/bin/sh
        lost:x:1002:100::/nonexistent:/usr/sbin/nologin
        # comment:x:1:1:::
        +nis::::::
        bad:x:minus:0:::
        worse:x:4294967296:0:::
        short:x:5
        long:x:5:5:::::
        :x:7:7:::
        alice:x:2000:2000:second::
        twin:x:0:0:::

        """;

    private const string Groups = """
        root:x:0:
        users:x:100:alice,old, ,root
        alice:x:1000:
        docker:x:999:alice
        bad:x:a:
        """;

    private const string Hashes = """
        root:*:19000:0:99999:7:::
        alice:!$6$abc:19000:0:99999:7:::
        bad
        """;

    private readonly TemporaryFolder _root = new();
    private readonly LinuxFiles _files;
    private readonly LinuxAccounts _accounts;

    public AccountsTests()
    {
        _root.Write("etc/passwd", Users);
        _root.Write("etc/group", Groups);
        _root.Write("etc/shadow", Hashes);
        _files = new(_root.Path);
        _accounts = new(_files);
    }

    public void Dispose()
    {
        _files.Dispose();
        _root.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_user_is_its_line_and_its_hash()
    {
        _accounts.FindUser("alice").ShouldBe(new UserAccount("alice", 1000, 1000, "Alice Ä,,,", "/home/alice", "/bin/bash") { PasswordHash = "!$6$abc" });
        _accounts.FindUser("root")!.PasswordHash.ShouldBe("*");
        _accounts.FindUser("old")!.PasswordHash.ShouldBe("$1$salt$hash");
        _accounts.FindUser("lost")!.PasswordHash.ShouldBe("x");
    }

    [Theory]
    [InlineData("# comment")]
    [InlineData("+nis")]
    [InlineData("bad")]
    [InlineData("worse")]
    [InlineData("short")]
    [InlineData("long")]
    [InlineData("")]
    public void Lines_that_are_no_accounts_are_passed_over(string name) => _accounts.FindUser(name).ShouldBeNull();

    [Fact]
    public void The_first_of_several_counts()
    {
        _accounts.UserName(0).ShouldBe("root");
        _accounts.UserName(2000).ShouldBe("2000");
        _accounts.UserName(1000).ShouldBe("alice");
        _accounts.GroupName(100).ShouldBe("users");
        _accounts.GroupName(4711).ShouldBe("4711");
    }

    [Fact]
    public void Groups_have_members()
    {
        var users = _accounts.FindGroup("users")!;
        users.Gid.ShouldBe(100u);
        users.Members.ShouldBe(["alice", "old", "root"]);
        _accounts.FindGroup("alice")!.Members.ShouldBeEmpty();
        _accounts.FindGroup("bad").ShouldBeNull();
        _accounts.Groups.Count.ShouldBe(4);
    }

    [Fact]
    public void It_is_remembered_until_it_is_forgotten()
    {
        _accounts.UserName(3000).ShouldBe("3000");
        _root.Write("etc/passwd", "new:x:3000:3000:::\n");
        File.Delete(_root["etc/shadow"]);
        _accounts.UserName(3000).ShouldBe("3000");
        _accounts.Forget();
        _accounts.UserName(3000).ShouldBe("new");
        _accounts.FindUser("new")!.PasswordHash.ShouldBeNull();
    }

    [Fact]
    public void A_machine_without_accounts_has_none()
    {
        using var files = new LinuxFiles(_root["etc"]);
        new LinuxAccounts(files).FindUser("root").ShouldBeNull();
    }

    [Fact]
    public void This_machine_has_a_root()
    {
        using var files = new LinuxFiles();
        new LinuxAccounts(files).UserName(0).ShouldBe("root");
    }
}
