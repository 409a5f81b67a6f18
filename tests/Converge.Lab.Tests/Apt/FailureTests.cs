using System.Globalization;
using System.Net;
using Converge.Lab.Apt;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Converge.Lab.Tests.Apt;

/// <summary>Repositories that fail, clients that leave, caches that are killed.</summary>
public sealed class FailureTests
{
    private const string Release = "/debian/dists/stable/InRelease";
    private const string Package = "/debian/pool/main/h/hello/hello_1_all.deb";
    private const string Inside = "CONVERGE_APT_CACHE";

    [Theory]
    [InlineData("dies")]
    [InlineData("answers 503")]
    [InlineData("answers 429")]
    [InlineData("is silent")]
    [InlineData("is silent in the middle")]
    [InlineData("cuts")]
    [InlineData("sends a page")]
    [InlineData("does not say how much")]
    public async Task AStaleCopyIsBetterThanNothing(string failure)
    {
        await using var lab = await Proxied.StartAsync(static options => options with { Silence = TimeSpan.FromSeconds(0.5), ConnectTimeout = TimeSpan.FromSeconds(0.5) });
        lab.Repository.Put(Release, "one");
        await lab.GetAsync(Release);
        lab.Time.Step(TimeSpan.FromHours(1));
        if (failure == "dies")
            await lab.Repository.CloseAsync();
        lab.Repository.Instead = context => FailAsync(context, failure);
        var stale = await lab.GetAsync(Release);
        (stale.Status, stale.Body, stale.Source).ShouldBe((200, "one", "stale"));
        lab.Cache.Failures.ShouldBe(1);
        (await lab.GetAsync(Release)).Body.ShouldBe("one");
        lab.Cache.Failures.ShouldBe(1, "a host that failed is left alone for a while");
        if (failure == "dies")
            await lab.Repository.OpenAsync();
        lab.Repository.Instead = null;
        lab.Time.Step(TimeSpan.FromSeconds(20));
        lab.Repository.Put(Release, "two", lab.Time.GetUtcNow());
        (await lab.GetAsync(Release)).Body.ShouldBe("two");
    }

    [Theory]
    [InlineData("dies", "connection refused")]
    [InlineData("answers 503", "it answered 503 Service Unavailable")]
    [InlineData("is silent", "it took too long")]
    [InlineData("sends a page", "it answered with a page for people and not with the file")]
    [InlineData("does not say how much", "it does not say how long the file is")]
    public async Task WithoutACopyTheReasonIsNamed(string failure, string reason)
    {
        await using var lab = await Proxied.StartAsync(static options => options with { Silence = TimeSpan.FromSeconds(0.5), ConnectTimeout = TimeSpan.FromSeconds(0.5) });
        if (failure == "dies")
            await lab.Repository.CloseAsync();
        lab.Repository.Instead = context => FailAsync(context, failure);
        var got = await lab.GetAsync(Package);
        (got.Status, got.Reason).ShouldBe((504, $"'127.0.0.1:{lab.Repository.Port}' failed: {reason}"));
        got.Body.ShouldBe(got.Reason + "\n");
        if (failure == "dies")
            await lab.Repository.OpenAsync();
        lab.Repository.Instead = null;
        lab.Repository.Put(Package, "here");
        (await lab.GetAsync(Package)).Body.ShouldBe("here", "a failure is not remembered where there is no copy");
    }

    [Theory]
    [InlineData("cuts")]
    [InlineData("is silent in the middle")]
    public async Task AFileThatIsCutIsNeitherServedAsWholeNorKept(string failure)
    {
        await using var lab = await Proxied.StartAsync(static options => options with { Silence = TimeSpan.FromSeconds(0.5) });
        lab.Repository.Put(Package, "the whole package");
        lab.Repository.Instead = context => FailAsync(context, failure);
        // What had begun is cut; if it ends before that it is refused.
        var cut = lab.GetAsync(Package);
        await Record.ExceptionAsync(() => cut);
        (cut.IsFaulted || (await cut).Status == 504).ShouldBeTrue();
        await Eventually.TrueAsync(() => !Directory.EnumerateFiles(lab.Folder, "*", SearchOption.AllDirectories).Any());
        lab.Repository.Instead = null;
        (await lab.GetAsync(Package)).Body.ShouldBe("the whole package");
    }

    [Fact]
    public async Task ForbiddenIsPassedOnAndNotKept()
    {
        await using var lab = await Proxied.StartAsync();
        lab.Repository.Instead = static context => Task.FromResult(context.Response.StatusCode = 403);
        var got = await lab.GetAsync(Package);
        (got.Status, got.Reason).ShouldBe((403, $"'127.0.0.1:{lab.Repository.Port}' answered 403 Forbidden"));
        lab.Repository.Instead = null;
        lab.Repository.Put(Package, "here");
        (await lab.GetAsync(Package)).Body.ShouldBe("here");
    }

    [Fact]
    public async Task ADownloadGoesOnWhenItsClientLeaves()
    {
        await using var lab = await Proxied.StartAsync();
        var gate = new TaskCompletionSource();
        lab.Repository.Instead = context => InTwoPartsAsync(context, gate.Task);
        using (var client = Proxied.ClientOf(lab.Port))
        {
            using var response = await client.GetAsync(lab.Repository.Address(Package), HttpCompletionOption.ResponseHeadersRead);
            var body = await response.Content.ReadAsStreamAsync();
            var first = new byte[6];
            await body.ReadExactlyAsync(first);
            first.ShouldBe("first "u8.ToArray(), "it is sent on while the rest is still to come");
        }
        gate.SetResult();
        await Eventually.TrueAsync(() => lab.Repository.Requests.Count == 1);
        (await lab.GetAsync(Package)).Body.ShouldBe("first second");
        (await lab.GetAsync(Package)).Source.ShouldBe("hit");
        lab.Repository.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ManyClientsCauseOneDownload()
    {
        await using var lab = await Proxied.StartAsync();
        var gate = new TaskCompletionSource();
        lab.Repository.Instead = context => InTwoPartsAsync(context, gate.Task);
        var all = Enumerable.Range(0, 64).Select(_ => lab.GetAsync(Package)).ToArray();
        await Task.Delay(200);
        gate.SetResult();
        (await Task.WhenAll(all)).ShouldAllBe(static got => got.Body == "first second");
        lab.Repository.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task StoppingCutsWhatIsUnderWayAndLeavesNothing()
    {
        await using var lab = await Proxied.StartAsync();
        var gate = new TaskCompletionSource();
        lab.Repository.Instead = context => InTwoPartsAsync(context, gate.Task);
        var cut = Should.ThrowAsync<HttpRequestException>(() => lab.GetAsync(Package));
        await Eventually.TrueAsync(() => Directory.EnumerateFiles(lab.Folder, "*", SearchOption.AllDirectories).Any());
        await lab.RestartAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await cut;
        gate.SetResult();
        Directory.EnumerateFiles(lab.Folder, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task AStartRemovesWhatAKilledCacheLeftAndNotWhatALivingOneFetches()
    {
        if (Environment.GetEnvironmentVariable(Inside) is { } work)
        {
            await ServeUntilKilledAsync(work);
            return;
        }
        await using var lab = await Proxied.StartAsync();
        var gate = new TaskCompletionSource();
        lab.Repository.Instead = context => InTwoPartsAsync(context, gate.Task);
        var portFile = lab.Folder + ".port";
        using var other = System.Diagnostics.Process.Start(Again(nameof(AStartRemovesWhatAKilledCacheLeftAndNotWhatALivingOneFetches), $"{lab.Folder}\n{portFile}"))!;
        try
        {
            for (var tries = 0; tries < 60 && !File.Exists(portFile); tries++)
                await Task.Delay(500);
            using var client = Proxied.ClientOf(int.Parse(await File.ReadAllTextAsync(portFile), CultureInfo.InvariantCulture));
            using var response = await client.GetAsync(lab.Repository.Address(Package), HttpCompletionOption.ResponseHeadersRead);
            await (await response.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[6]);
            Partial(lab).Length.ShouldBe(1);
            await lab.RestartAsync();
            Partial(lab).Length.ShouldBe(1, "the other cache is alive");
            other.Kill(entireProcessTree: true);
            await other.WaitForExitAsync();
            await Eventually.TrueAsync(() => !IsLocked(Partial(lab).Single()));
            await lab.RestartAsync();
            Partial(lab).ShouldBeEmpty();
        }
        finally
        {
            if (!other.HasExited)
                other.Kill(entireProcessTree: true);
        }
        gate.SetResult();
        (await lab.GetAsync(Package)).Body.ShouldBe("first second");
    }

    private static string[] Partial(Proxied lab) => Directory.GetFiles(Path.Combine(lab.Folder, "partial"));

    private static bool IsLocked(string path)
    {
        try
        {
            using var alone = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static System.Diagnostics.ProcessStartInfo Again(string name, string work) =>
        new("dotnet", ["test", typeof(FailureTests).Assembly.Location, "--nologo", "--filter", $"FullyQualifiedName~{name}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { [Inside] = work },
        };

    private static async Task ServeUntilKilledAsync(string work)
    {
        var (folder, portFile) = (work.Split('\n')[0], work.Split('\n')[1]);
        var listener = Proxied.Listener();
        await using var cache = await AptCache.StartAsync(listener, new(folder) { AllowLoopback = true }, CancellationToken.None);
        await File.WriteAllTextAsync(portFile + "~", ((IPEndPoint)listener.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture));
        File.Move(portFile + "~", portFile);
        await Task.Delay(TimeSpan.FromMinutes(2));
    }

    private static async Task InTwoPartsAsync(HttpContext context, Task gate)
    {
        context.Response.ContentLength = 12;
        await context.Response.WriteAsync("first ");
        await context.Response.Body.FlushAsync();
        await gate;
        await context.Response.WriteAsync("second");
    }

    private static async Task FailAsync(HttpContext context, string failure)
    {
        switch (failure)
        {
            case "answers 503":
                context.Response.StatusCode = 503;
                break;
            case "answers 429":
                context.Response.StatusCode = 429;
                break;
            case "is silent":
                await Task.Delay(TimeSpan.FromSeconds(3), context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
                break;
            case "sends a page":
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("please sign in");
                break;
            case "does not say how much":
                context.Response.Headers.Connection = "close";
                context.Response.Headers.TransferEncoding = "identity";
                await context.Response.WriteAsync("the wh");
                break;
            default:
                context.Response.ContentLength = 17;
                await context.Response.WriteAsync("the wh");
                await context.Response.Body.FlushAsync();
                if (failure == "is silent in the middle")
                    await Task.Delay(TimeSpan.FromSeconds(3), context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
                context.Abort();
                break;
        }
    }
}
