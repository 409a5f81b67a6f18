using System.Text;
using Converge.Linux.State;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.State;

public sealed class ContentStoreTests : IDisposable
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("password = correct-horse\n");

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_kept_is_found_again_and_cannot_be_read_from_the_disk(bool isSecret)
    {
        string name;
        using (var state = Open())
            name = state.Contents.Keep(Content, isSecret)!;
        using var later = Open();
        later.Contents.Find(name)!.Value.ToArray().ShouldBe(Content);
        Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(static file => Encoding.Latin1.GetString(File.ReadAllBytes(file)).Contains("horse", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Without_its_key_it_is_not_kept_any_more()
    {
        using var state = Open();
        var name = state.Contents.Keep(Content, isSecret: true)!;
        var key = Path.Combine(_folder.Path, "replaced.key");
        File.GetUnixFileMode(key).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllBytes(key, new byte[32]);
        using var other = Open();
        other.Contents.Find(name).ShouldBeNull();
    }

    [Fact]
    public void What_the_disk_has_damaged_is_not_put_back()
    {
        using var state = Open();
        var path = Path.Combine(_folder.Path, "replaced", state.Contents.Keep(Content, isSecret: false)!);
        var kept = File.ReadAllBytes(path);
        kept[^1] ^= 1;
        File.WriteAllBytes(path, kept);
        state.Contents.Find(Path.GetFileName(path)).ShouldBeNull();
    }

    [Fact]
    public void What_was_let_go_is_not_found()
    {
        using var state = Open();
        var name = state.Contents.Keep(Content, isSecret: false)!;
        File.Delete(Path.Combine(_folder.Path, "replaced", name));
        state.Contents.Find(name).ShouldBeNull();
    }

    public void Dispose() => _folder.Dispose();

    private StateFolder Open()
    {
        var state = new StateFolder(_folder.Path);
        state.Prepare();
        return state;
    }
}
