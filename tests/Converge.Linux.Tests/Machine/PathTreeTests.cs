using Converge.Linux.Machine;
using Converge.Linux.Machine.Watching;
using Converge.Resources;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Machine;

/// <summary>Paths are watched wherever they lead, and whatever becomes of what is above them.</summary>
public sealed class PathTreeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Inotify _inotify = new();
    private readonly HashSet<Watch> _stirred = [];
    private readonly PathTree _tree;

    public PathTreeTests() => _tree = new(_inotify, watch => _stirred.Add(watch));

    public void Dispose()
    {
        _inotify.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Names_beside_a_watched_one_are_nothing()
    {
        Directory.CreateDirectory(_folder["a"]);
        Watch("a/one");
        _folder.Write("a/two", "two");
        Stirred().ShouldBeEmpty();
        _folder.Write("a/one", "one");
        Stirred().ShouldBe(["a/one"]);
    }

    [Fact]
    public void What_comes_into_being_level_by_level_is_seen()
    {
        Watch("a/b/c/one");
        Directory.CreateDirectory(_folder["a"]);
        Stirred().ShouldBe(["a/b/c/one"]);
        Directory.CreateDirectory(_folder["a/b/c"]);
        Stirred().ShouldBe(["a/b/c/one"]);
        _folder.Write("a/b/c/one", "one");
        Stirred().ShouldBe(["a/b/c/one"]);
        Stirred().ShouldBeEmpty();
    }

    [Fact]
    public void A_directory_that_is_moved_away_is_not_the_one_that_comes_in_its_place()
    {
        _folder.Write("a/b/one", "one");
        Watch("a/b/one");
        Directory.Move(_folder["a"], _folder["gone"]);
        Stirred().ShouldBe(["a/b/one"]);
        _folder.Write("gone/b/one", "other");
        Stirred().ShouldBeEmpty();
        _folder.Write("a/b/one", "one");
        Stirred().ShouldBe(["a/b/one"]);
        _folder.Write("a/b/one", "two");
        Stirred().ShouldBe(["a/b/one"]);
    }

    [Fact]
    public void A_link_is_followed_and_may_lead_elsewhere_later()
    {
        _folder.Write("first/one", "one");
        _folder.Write("second/one", "one");
        File.CreateSymbolicLink(_folder["link"], _folder["first"]);
        Watch("link/one");
        _folder.Write("first/one", "other");
        Stirred().ShouldBe(["link/one"]);
        File.CreateSymbolicLink(_folder["new"], _folder["second"]);
        var folder = LibC.OpenAt(0, System.Text.Encoding.UTF8.GetBytes($"{_folder.Path}\0"), LibC.PathOnly);
        LibC.Rename(folder, "new", "link").ShouldBe(0);
        _ = LibC.Close(folder);
        Stirred().ShouldBe(["link/one"]);
        _folder.Write("second/one", "other");
        Stirred().ShouldBe(["link/one"]);
        _folder.Write("first/one", "nobody asks");
        Stirred().ShouldBeEmpty();
    }

    [Fact]
    public void All_that_is_below_a_tree_is_seen_and_new_directories_are_watched()
    {
        Directory.CreateDirectory(_folder["a/b"]);
        _tree.Set([new TreeWatch(_folder["a"])]);
        _folder.Write("a/b/one", "one");
        Stirred().ShouldBe(["a"]);
        Directory.CreateDirectory(_folder["a/c"]);
        Stirred().ShouldBe(["a"]);
        _folder.Write("a/c/one", "one");
        Stirred().ShouldBe(["a"]);
        _tree.Set([]);
        _tree.Folders.ShouldBe(1, "only the root of all is left");
    }

    [Fact]
    public void When_the_kernel_lost_count_all_is_under_suspicion()
    {
        const int MoreThanItKeeps = 20_000;
        _folder.Write("a/one", "one");
        _folder.Write("b/two", "two");
        Watch("a/one", "b/two");
        var most = int.Parse(File.ReadAllText("/proc/sys/fs/inotify/max_queued_events"), System.Globalization.CultureInfo.InvariantCulture);
        for (var i = 0; i < Math.Max(most, MoreThanItKeeps); i++)
            File.SetUnixFileMode(_folder[i % 2 == 0 ? "a/one" : "a"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Stirred().ShouldBe(["a/one", "b/two"]);
    }

    private void Watch(params string[] names)
    {
        _tree.Set([.. names.Select(name => new FileWatch(_folder[name]))]);
        Stirred();
    }

    private List<string> Stirred()
    {
        _inotify.Read(_tree.Happened);
        List<string> stirred = [.. _stirred.Select(static watch => watch is TreeWatch tree ? tree.Path : ((FileWatch)watch).Path).Select(path => Path.GetRelativePath(_folder.Path, path)).Order(StringComparer.Ordinal)];
        _stirred.Clear();
        return stirred;
    }
}
