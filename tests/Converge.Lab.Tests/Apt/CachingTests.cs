using System.Security.Cryptography;
using System.Text;
using Converge.Lab.Apt;
using Shouldly;
using Xunit;

namespace Converge.Lab.Tests.Apt;

/// <summary>What is asked of a repository, and when.</summary>
public sealed class CachingTests
{
    private const string Release = "/debian/dists/stable/InRelease";
    private const string Index = "/debian/dists/stable/main/binary-amd64/Packages.xz";
    private const string Package = "/debian/pool/main/h/hello/hello_1_all.deb";

    [Fact]
    public async Task WhatWasFetchedOnceIsServedFromTheFolder()
    {
        await using var lab = await Proxied.StartAsync();
        lab.Repository.Put(Package, "a package");
        var first = await lab.GetAsync(Package);
        (first.Status, first.Body, first.Source).ShouldBe((200, "a package", "miss"));
        lab.Time.Step(TimeSpan.FromDays(1000));
        var second = await lab.GetAsync(Package);
        (second.Status, second.Body, second.Source).ShouldBe((200, "a package", "hit"));
        second.Headers.ShouldContain("Content-Length: 9");
        second.Headers.ShouldContain("Content-Type: application/octet-stream");
        second.Headers.ShouldContain("Last-Modified: Mon, 06 May 2024 07:08:09 GMT");
        lab.Repository.Requests.ShouldBe([$"{Package} 200"]);
        (lab.Cache.Hits, lab.Cache.Misses, lab.Cache.BytesServed, lab.Cache.BytesFetched, lab.Cache.Failures).ShouldBe((1, 1, 18, 9, 0));
    }

    /// <summary>A file may have come whole, and be put in its place, just as its first client begins to read.</summary>
    [Fact]
    public async Task FilesThatComeAtOnceAreServedAsTheyAreKept()
    {
        await using var lab = await Proxied.StartAsync();
        var paths = Enumerable.Range(0, 2000).Select(static number => $"/debian/pool/main/h/hello/hello_{number}_all.deb").ToList();
        foreach (var path in paths)
            lab.Repository.Put(path, path);
        await Parallel.ForEachAsync(paths, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (path, _) =>
        {
            var got = await lab.GetAsync(path);
            (got.Status, got.Body, got.Source).ShouldBe((200, path, "miss"));
        });
    }

    [Fact]
    public async Task AnotherCacheInTheSameFolderHasItToo()
    {
        await using var lab = await Proxied.StartAsync();
        lab.Repository.Put(Package, "a package");
        await lab.GetAsync(Package);
        await using var other = await AptCache.StartAsync(Proxied.Listener(), lab.Options, CancellationToken.None);
        await lab.RestartAsync(static options => options with { IsOffline = true });
        (await lab.GetAsync(Package)).Source.ShouldBe("hit");
    }

    [Fact]
    public async Task AReleaseIsAskedForAgainWhenItIsNotFresh()
    {
        await using var lab = await Proxied.StartAsync();
        lab.Repository.Put(Release, "one");
        await lab.GetAsync(Release);
        lab.Time.Step(TimeSpan.FromMinutes(9));
        (await lab.GetAsync(Release)).Source.ShouldBe("hit");
        lab.Time.Step(TimeSpan.FromMinutes(2));
        var same = await lab.GetAsync(Release);
        (same.Status, same.Body, same.Source).ShouldBe((200, "one", "checked"));
        lab.Time.Step(TimeSpan.FromMinutes(9));
        (await lab.GetAsync(Release)).Source.ShouldBe("hit");
        lab.Time.Step(TimeSpan.FromMinutes(2));
        lab.Repository.Put(Release, "two", lab.Time.GetUtcNow());
        (await lab.GetAsync(Release)).Body.ShouldBe("two");
        lab.Repository.Requests.ShouldBe([$"{Release} 200", $"{Release} 304", $"{Release} 200"]);
    }

    [Fact]
    public async Task AnIndexIsAsOldAsItsRelease()
    {
        await using var lab = await Proxied.StartAsync();
        lab.Repository.Put(Release, "release 1");
        lab.Repository.Put(Index, "index 1");
        await lab.GetAsync(Release);
        lab.Time.Step(TimeSpan.FromMinutes(9));
        await lab.GetAsync(Index);
        lab.Time.Step(TimeSpan.FromMinutes(2));
        lab.Repository.Put(Release, "release 2", lab.Time.GetUtcNow());
        lab.Repository.Put(Index, "index 2", lab.Time.GetUtcNow());
        (await lab.GetAsync(Index)).Body.ShouldBe("index 1", "the Release that clients have is still the first one");
        (await lab.GetAsync(Release)).Body.ShouldBe("release 2");
        (await lab.GetAsync(Index)).Body.ShouldBe("index 2");
    }

    [Fact]
    public async Task AnIndexThatIsNewerThanItsReleaseMakesThatDoubtful()
    {
        await using var lab = await Proxied.StartAsync();
        lab.Repository.Put(Release, "release 0");
        await lab.GetAsync(Release);
        // Often: who has all of the index must find the release in doubt already.
        for (var number = 1; number <= 100; number++)
        {
            var index = Index.Replace("binary-amd64", $"binary-a{number}", StringComparison.Ordinal);
            lab.Time.Step(TimeSpan.FromMinutes(1));
            lab.Repository.Put(Release, $"release {number}", lab.Time.GetUtcNow());
            lab.Repository.Put(index, "index", lab.Time.GetUtcNow());
            await lab.GetAsync(index);
            (await lab.GetAsync(Release)).Body.ShouldBe($"release {number}");
        }
    }

    [Fact]
    public async Task WhatIsNotThereIsRememberedForAMinute()
    {
        await using var lab = await Proxied.StartAsync();
        var absent = await lab.GetAsync(Release);
        (absent.Status, absent.Reason).ShouldBe((404, $"'127.0.0.1:{lab.Repository.Port}' has no '{Release}'"));
        (await lab.GetAsync(Release)).Status.ShouldBe(404);
        lab.Repository.Requests.Count.ShouldBe(1);
        lab.Time.Step(TimeSpan.FromMinutes(2));
        lab.Repository.Put(Release, "now");
        (await lab.GetAsync(Release)).Body.ShouldBe("now");
    }

    [Fact]
    public async Task OfflineNobodyIsAsked()
    {
        await using var lab = await Proxied.StartAsync();
        lab.Repository.Put(Release, "one");
        await lab.GetAsync(Release);
        await lab.GetAsync(Index);
        await lab.RestartAsync(static options => options with { IsOffline = true });
        lab.Time.Step(TimeSpan.FromDays(1));
        (await lab.GetAsync(Release)).Body.ShouldBe("one");
        (await lab.GetAsync(Index)).Status.ShouldBe(404, "it was not there either when there was a network");
        var absent = await lab.GetAsync(Package);
        (absent.Status, absent.Reason).ShouldBe((504, $"the lab is offline, and '{lab.Repository.Address(Package)}' is not in its apt cache"));
        lab.Repository.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("If-Modified-Since", "Mon, 06 May 2024 07:08:09 GMT", 304)]
    [InlineData("If-Modified-Since", "Mon, 06 May 2024 07:08:10 GMT", 304)]
    [InlineData("If-Modified-Since", "Mon, 06 May 2024 07:08:08 GMT", 200)]
    [InlineData("If-None-Match", "\"x\"", 200)]
    public async Task AClientThatHasTheFileIsToldSo(string name, string value, int status)
    {
        await using var lab = await Proxied.StartAsync();
        lab.Repository.Put(Release, "one");
        (await lab.GetAsync(Release, (name, value))).Status.ShouldBe(status);
        var kept = await lab.GetAsync(Release, (name, value));
        (kept.Status, kept.Body).ShouldBe((status, status == 200 ? "one" : ""));
    }

    [Theory]
    [InlineData("bytes=2-4", 206, "234", "bytes 2-4/10")]
    [InlineData("bytes=7-", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=-2", 206, "89", "bytes 8-9/10")]
    [InlineData("bytes=8-100", 206, "89", "bytes 8-9/10")]
    [InlineData("bytes=10-", 416, "", "bytes */10")]
    [InlineData("bytes=0-1,4-5", 200, "0123456789", "")]
    [InlineData("lines=1-2", 200, "0123456789", "")]
    public async Task APartIsServed(string range, int status, string body, string contentRange)
    {
        await using var lab = await Proxied.StartAsync();
        lab.Repository.Put(Package, "0123456789");
        foreach (var source in (string[])["miss", "hit"])
        {
            var got = await lab.GetAsync(Package, ("Range", range));
            (got.Status, got.Body, got.Source).ShouldBe((status, body, source));
            got.Headers.ShouldContain($"Content-Length: {body.Length}");
            if (contentRange.Length > 0)
                got.Headers.ShouldContain($"Content-Range: {contentRange}");
        }
    }

    [Theory]
    [InlineData("Mon, 06 May 2024 07:08:09 GMT", 206)]
    [InlineData("Mon, 06 May 2024 07:08:08 GMT", 200)]
    public async Task APartOfAnotherVersionIsNot(string date, int status)
    {
        await using var lab = await Proxied.StartAsync();
        lab.Repository.Put(Package, "0123456789");
        (await lab.GetAsync(Package, ("Range", "bytes=5-"), ("If-Range", date))).Status.ShouldBe(status);
    }

    [Fact]
    public async Task ARepositoryThatSendsInChunksIsUnderstood()
    {
        await using var lab = await Proxied.StartAsync();
        lab.Repository.Instead = static async context =>
        {
            context.Response.Headers.ETag = "\"tag\"";
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("one "));
            await context.Response.Body.FlushAsync();
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("two"));
        };
        (await lab.GetAsync(Package)).Body.ShouldBe("one two");
        var kept = await lab.GetAsync(Package);
        (kept.Body, kept.Source).ShouldBe(("one two", "hit"));
        kept.Headers.ShouldContain("Content-Length: 7");
        (await lab.GetAsync(Package, ("If-None-Match", "\"tag\""))).Status.ShouldBe(304);
    }

    [Fact]
    public async Task AFileThatIsNotWhatItsNameSaysIsNotKept()
    {
        await using var lab = await Proxied.StartAsync();
        var path = $"/debian/dists/stable/main/by-hash/SHA256/{Convert.ToHexStringLower(SHA256.HashData("right"u8))}";
        lab.Repository.Put(path, "wrong");
        await Record.ExceptionAsync(() => lab.GetAsync(path));
        lab.Repository.Put(path, "right");
        (await lab.GetAsync(path)).Body.ShouldBe("right");
        (await lab.GetAsync(path)).Source.ShouldBe("hit");
    }

    [Fact]
    public async Task BeyondTheMostWhatWasNotUsedForLongestGoes()
    {
        await using var lab = await Proxied.StartAsync(static options => options with { MostBytes = 30_000, Time = TimeProvider.System });
        string[] names = ["/pool/a_1_all.deb", "/pool/b_1_all.deb", "/pool/c_1_all.deb"];
        foreach (var name in names)
            lab.Repository.Put(name, new byte[12_000]);
        await lab.GetAsync(names[0]);
        await lab.GetAsync(names[1]);
        await lab.GetAsync(names[0]);
        await lab.GetAsync(names[2]);
        await Eventually.TrueAsync(() => Directory.EnumerateFiles(lab.Folder, "*", SearchOption.AllDirectories).Count() == 2);
        (await lab.GetAsync(names[0])).Source.ShouldBe("hit");
        (await lab.GetAsync(names[2])).Source.ShouldBe("hit");
        (await lab.GetAsync(names[1])).Source.ShouldBe("miss");
    }

    [Fact]
    public async Task AKeptFileThatIsDamagedIsFetchedAgain()
    {
        await using var lab = await Proxied.StartAsync();
        lab.Repository.Put(Package, "a package");
        await lab.GetAsync(Package);
        var path = Directory.EnumerateFiles(lab.Folder, "*", SearchOption.AllDirectories).Single();
        foreach (var length in (long[])[0, 20, new FileInfo(path).Length - 1])
        {
            using (var file = File.OpenWrite(path))
                file.SetLength(length);
            var got = await lab.GetAsync(Package);
            (got.Body, got.Source).ShouldBe(("a package", "miss"));
        }
    }
}
