using System.Net;
using System.Net.Sockets;
using System.Text;
using Converge.Lab.Apt;
using Converge.Testing;
using Shouldly;

namespace Converge.Lab.Tests.Apt;

/// <summary>The real apt-get behind the proxy, and clients in another network namespace.</summary>
public sealed class AptTests
{
    private static readonly string[] Folders =
    [
        "etc/apt/apt.conf.d", "etc/apt/preferences.d", "etc/apt/sources.list.d", "etc/apt/trusted.gpg.d", "var/lib/apt/lists/partial", "var/lib/dpkg",
        "var/cache/apt/archives/partial", "var/log/apt", "repository",
    ];

    [ProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task AptFetchesOnceForAllAndThenOffline()
    {
        await using var lab = await Proxied.StartAsync(static options => options with { Time = TimeProvider.System });
        await PublishAsync(lab.Repository, "hello", "1+really~2");
        using (var node = new Node(lab))
            await node.FetchAsync("hello");
        var asked = lab.Repository.Requests.Count;
        using (var node = new Node(lab))
            await node.FetchAsync("hello");
        lab.Repository.Requests.Count.ShouldBe(asked, "everything was there");
        await lab.Repository.CloseAsync();
        await lab.RestartAsync(static options => options with { Fresh = TimeSpan.Zero });
        using (var node = new Node(lab))
            await node.FetchAsync("hello");
        lab.Cache.Failures.ShouldBeGreaterThan(0);
        await lab.RestartAsync(static options => options with { IsOffline = true });
        using (var node = new Node(lab))
            await node.FetchAsync("hello");
        await lab.Repository.OpenAsync();
    }

    [ProgramFact("apt-get")]
    public async Task AptTellsItsUserWhyItGetsNothing()
    {
        await using var lab = await Proxied.StartAsync();
        using var node = new Node(lab);
        node.Source($"deb [trusted=yes] http://127.0.0.1:{lab.Repository.Port}/api?x=/ ./");
        (await node.AptAsync("update", "--error-on=any")).ShouldSatisfyAllConditions(
            static run => run.ExitCode.ShouldBe(100),
            static run => (run.Output + run.Error).ShouldContain("is no file of a package repository, and the lab's apt proxy serves nothing else"));
        node.Source("deb [trusted=yes] https://repository.example/ ./");
        var https = await node.AptAsync("update", "--error-on=any");
        (https.Output + https.Error).ShouldContain(Refusal.PlainHttpOnly);
        lab.Repository.Requests.ShouldBeEmpty();
    }

    [RootProgramFact("ip")]
    public async Task ClientsAreInAnotherNetworkNamespaceAndTheRepositoryIsNot()
    {
        using var inside = new NetworkNamespace();
        var listener = inside.Run(Proxied.Listener);
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        using var folder = new TemporaryFolder();
        await using var repository = await Repository.StartAsync();
        repository.Put("/pool/a_1_all.deb", "from outside");
        await using var cache = await AptCache.StartAsync(listener, new(folder.Path) { AllowLoopback = true }, CancellationToken.None);
        for (var i = 0; i < 2; i++)
            inside.Run(() => Say(port, repository.Address("/pool/a_1_all.deb"))).ShouldEndWith("\r\n\r\nfrom outside");
        (cache.Hits, cache.Misses).ShouldBe((1, 1));
        Should.Throw<SocketException>(() => Say(port, "http://x/pool/a_1_all.deb"), "nothing listens here").SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        Should.Throw<InvalidOperationException>(() => inside.Run(() => Say(repository.Port, "/")), "and the repository is out of reach there");
    }

    private static string Say(int port, string target)
    {
        using var client = new TcpClient();
        client.Connect(IPAddress.Loopback, port);
        client.GetStream().Write(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(client.GetStream());
        return reader.ReadToEnd();
    }

    private static async Task PublishAsync(Repository repository, string name, string version)
    {
        using var root = new TemporaryFolder();
        root.Write("package/DEBIAN/control", $"Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: Nobody <nobody@example.org>\nDescription: made for a test\n");
        root.Write($"package/usr/share/{name}/data", new byte[300_000]);
        File.SetUnixFileMode(root["package"], (UnixFileMode)0b111_101_101);
        var file = $"{name}_{version}_all.deb";
        Directory.CreateDirectory(root["repository"]);
        Succeed(await ProgramRun.Of("dpkg-deb", "-Znone", "--root-owner-group", "--build", root["package"], root[$"repository/{file}"]));
        var index = await ProgramRun.Of(new ProgramRun.Start("dpkg-scanpackages", "--multiversion", ".") { Folder = root["repository"] });
        Succeed(index);
        repository.Put("/debian/Packages", index.Output);
        repository.Put($"/debian/{file}", await File.ReadAllBytesAsync(root[$"repository/{file}"]));
    }

    private static void Succeed(ProgramRun run) => run.ExitCode.ShouldBe(0, run.Output + run.Error);

    /// <summary>A tree with an apt of its own that knows one source, behind the proxy.</summary>
    private sealed class Node : IDisposable
    {
        private readonly TemporaryFolder _root = new();
        private readonly string _configuration;

        public Node(Proxied lab)
        {
            foreach (var folder in Folders)
                Directory.CreateDirectory(_root[folder]);
            _root.Write("var/lib/dpkg/status", "");
            Source($"deb [trusted=yes] http://127.0.0.1:{lab.Repository.Port}/debian ./");
            _configuration = _root.Write(
                "apt.conf",
                $"Dir \"{_root.Path}\";\nDir::State::status \"{_root["var/lib/dpkg/status"]}\";\nAPT::Sandbox::User \"root\";\nAcquire::http::Proxy \"http://127.0.0.1:{lab.Port}\";\n");
        }

        public void Source(string line) => _root.Write("etc/apt/sources.list", line + "\n");

        public Task<ProgramRun> AptAsync(params string[] words) =>
            ProgramRun.Of(new ProgramRun.Start("timeout", ["60", "apt-get", "-q", .. words]) { Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["APT_CONFIG"] = _configuration } });

        public async Task FetchAsync(string name)
        {
            Succeed(await AptAsync("update", "--error-on=any"));
            Succeed(await AptAsync("install", "--yes", "--download-only", name));
            Directory.GetFiles(_root["var/cache/apt/archives"], $"{name}_*.deb").Length.ShouldBe(1);
        }

        public void Dispose() => _root.Dispose();
    }
}
