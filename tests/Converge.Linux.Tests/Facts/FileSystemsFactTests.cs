using Converge.Language.Values;
using Converge.Linux.Facts;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Facts;

public sealed class FileSystemsFactTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw", "/", "/dev/vda1", "ext4")]
    [InlineData("40 22 0:44 / / rw - overlay overlay rw,lowerdir=/a", "/", "overlay", "overlay")]
    [InlineData(@"41 22 8:1 / /srv/my\040disk rw shared:2 master:1 - xfs /dev/sda1 rw", "/srv/my disk", "/dev/sda1", "xfs")]
    [InlineData("42 22 0:50 /@home /home rw - btrfs /dev/sdb rw,subvol=/@home", "/home", "/dev/sdb", "btrfs")]
    [InlineData("43 22 0:51 / /data rw - nfs4 files.example.org:/data rw", "/data", "files.example.org:/data", "nfs4")]
    [InlineData("44 22 0:52 / /tank rw - zfs tank rw", "/tank", "tank", "zfs")]
    public void What_keeps_something_is_one(string line, string path, string device, string type)
    {
        _root.Write("proc/self/mountinfo", $"{line}\n");
        var found = new FileSystemsFact(_root.Path).Read().AsObject();
        found.Keys.ToArray().ShouldBe([path]);
        var filesystem = found[path].AsObject();
        (filesystem["device"], filesystem["type"]).ShouldBe((Value.From(device), Value.From(type)));
    }

    [Theory]
    [InlineData("23 22 0:21 / /proc rw,relatime - proc proc rw")]
    [InlineData("24 22 0:23 / /run rw,nosuid - tmpfs tmpfs rw")]
    [InlineData("25 22 254:0 /var/lib/docker/hosts /etc/hosts rw - ext4 /dev/vda1 rw")]
    [InlineData("26 22 7:1 / /snap/core/1 ro - squashfs /dev/loop1 ro")]
    [InlineData("26 22 7:1 / /cut")]
    public void What_does_not_is_none(string line)
    {
        _root.Write("proc/self/mountinfo", $"{line}\n");
        new FileSystemsFact(_root.Path).Read().AsObject().Count.ShouldBe(0);
    }

    [Fact]
    public void A_machine_without_mounts_has_none() => new FileSystemsFact(_root.Path).Read().AsObject().Count.ShouldBe(0);

    [ProgramFact("df")]
    public async Task Sizes_are_those_of_df()
    {
        var all = new FileSystemsFact().Read().AsObject();
        all.ContainsKey("/").ShouldBeTrue();
        foreach (var (path, value) in all)
        {
            var run = await ProgramRun.Of("df", "--block-size=1", "--output=size", path);
            if (value.AsObject().TryGet("size", out var size))
                run.Output.Split('\n')[1].Trim().ShouldBe(size.ToString(), path);
        }
        var (root, available) = (all["/"].AsObject(), new DriveInfo("/").AvailableFreeSpace);
        // Others write meanwhile.
        Math.Abs(long.Parse(root["available"].ToString()!, System.Globalization.CultureInfo.InvariantCulture) - available).ShouldBeLessThan(1L << 32);
    }
}
