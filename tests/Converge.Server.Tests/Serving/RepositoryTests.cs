using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Converge.Language.Values;
using Converge.Protocol;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Serving;

/// <summary>The server with a repository: who is what, which commit, and what of it nodes get.</summary>
public sealed class RepositoryTests : IAsyncLifetime, IDisposable
{
    private const string HookSecret = "the secret of the hook";

    private static readonly byte[] HookBody = "{}"u8.ToArray();

    private readonly TemporaryFolder _folder = new();
    private TestServer _server = null!;

    private string Upstream => _folder["upstream"];

    public async Task InitializeAsync()
    {
        _folder.Write("upstream/recipes/web/recipe.yaml", "name: web\nversion: 1.0.0\n");
        _folder.Write("upstream/roles/web.yaml", "name: web\nrecipes: [web]\n");
        _folder.Write("upstream/roles/db.yaml", "name: db\nrecipes: [web]\n");
        _folder.Write("upstream/environments/production.yaml", "name: production\nfollow: main\n");
        _folder.Write("upstream/environments/staging.yaml", "name: staging\nfollow: next\n");
        _folder.Write("upstream/nodes/all.yaml", "- match: web*.example.com\n  environment: production\n  roles: [web]\n- match: stage*.example.com\n  environment: staging\n  roles: [web]\n");
        _folder.Write("hook", HookSecret);
        await GitAsync("init", "--quiet", "--initial-branch", "main");
        await CommitAsync("first");
        await GitAsync("branch", "next");
        _server = await TestServer.StartAsync(options => options with { Repository = Upstream, HookSecretFile = _folder["hook"], Poll = TimeSpan.FromMinutes(10) });
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Git_says_what_a_node_is_whatever_it_says_of_itself()
    {
        using var node = await _server.EnrolAsync("web1.example.com");
        await node.CheckInAsync(TestNodes.Document("db", ("ready", Value.True), ("environment", Value.From("staging"))));
        (await _server.Root.SearchAsync("role:db OR environment:staging OR ready:true")).ShouldBeEmpty();
        (await _server.Root.SearchAsync("role:web environment:production")).ShouldBe([node.Name]);
        var assignment = await node.AssignmentAsync();
        assignment.Environment.ShouldBe("production");
        assignment.Roles.ShouldBe(["web"]);
        assignment.Commit.ShouldBe(await GitAsync("rev-parse", "main"));
    }

    [Fact]
    public async Task A_node_is_nothing_by_its_own_word_while_the_repository_was_never_there()
    {
        await using var server = await TestServer.StartAsync(options => options with { Repository = _folder["nowhere"], Poll = TimeSpan.FromMinutes(10) });
        using var node = await server.EnrolAsync("web1.example.com");
        await node.CheckInAsync(TestNodes.Document("db"));
        (await server.Root.SearchAsync("role:db OR environment:test")).ShouldBeEmpty();
        (await server.Root.SearchAsync("name:web1*")).ShouldBe([node.Name]);
        using var ready = await server.Root.GetAsync("/readyz");
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_node_that_git_does_not_know_is_told_so()
    {
        using var node = await _server.EnrolAsync("other.example.com");
        var assignment = await node.AssignmentAsync();
        assignment.Commit.ShouldBeNull();
        assignment.Problem.ShouldBe("no entry of nodes/ matches 'other.example.com'");
    }

    [Fact]
    public async Task A_commit_reaches_the_nodes_that_follow_its_branch_as_soon_as_the_hook_is_called()
    {
        using var node = await _server.EnrolAsync("web1.example.com");
        using var staged = await _server.EnrolAsync("stage1.example.com");
        await node.CheckInAsync(TestNodes.Document("web"));
        var (known, knownStaged) = (await node.AssignmentAsync(), await staged.AssignmentAsync());
        var (waiting, waitingStaged) = (node.AssignmentAsync(known.Version, wait: 30), staged.AssignmentAsync(knownStaged.Version, wait: 4));
        _folder.Write("upstream/nodes/all.yaml", "- match: web*.example.com\n  environment: production\n  roles: [web, db]\n");
        await CommitAsync("second");
        (await HookAsync("wrong")).ShouldBe(HttpStatusCode.Forbidden);
        (await HookAsync(HookSecret)).ShouldBe(HttpStatusCode.Accepted);
        (await CallHookAsync("X-Gitlab-Token", "wrong")).ShouldBe(HttpStatusCode.Forbidden);
        (await CallHookAsync("X-Gitlab-Token", "")).ShouldBe(HttpStatusCode.Forbidden);
        (await CallHookAsync("X-Gitlab-Token", HookSecret)).ShouldBe(HttpStatusCode.Accepted);

        var news = await waiting.WaitAsync(TimeSpan.FromSeconds(25));
        news.Commit.ShouldBe(await GitAsync("rev-parse", "main"));
        news.Roles.ShouldBe(["web", "db"]);
        // The trunk has no place for it any more, which is news for it, too.
        (await waitingStaged).Commit.ShouldBeNull();
        for (var attempt = 0; attempt < 600 && (await _server.Root.SearchAsync("role:db")).Count == 0; attempt++)
            await Task.Delay(50);
        (await _server.Root.SearchAsync("role:db")).ShouldBe([node.Name]);
    }

    [Fact]
    public async Task Nodes_clone_the_mirror_with_their_certificates_and_cannot_push()
    {
        using var node = await _server.EnrolAsync("web1.example.com");
        _folder.Write("node.pem", node.Certificate.ExportCertificatePem());
        using (var key = node.Certificate.GetECDsaPrivateKey()!)
            _folder.Write("node.key", key.ExportPkcs8PrivateKeyPem());
        File.Copy(Path.Combine(_server.Options.In("pki"), "authority.crt"), _folder["authority.pem"]);
        string[] shown = ["-c", $"http.sslCAInfo={_folder["authority.pem"]}", "-c", $"http.sslCert={_folder["node.pem"]}", "-c", $"http.sslKey={_folder["node.key"]}"];
        var address = new Uri(_server.Address, Routes.Repository).ToString();

        var cloned = await PlainGitAsync([.. shown, "clone", "--quiet", address, _folder["clone"]]);
        cloned.ExitCode.ShouldBe(0, cloned.Error);
        File.Exists(Path.Combine(_folder["clone"], "recipes/web/recipe.yaml")).ShouldBeTrue();
        var pushed = await PlainGitAsync(["-C", _folder["clone"], .. shown, "push", "origin", "HEAD:refs/heads/mine"]);
        pushed.ExitCode.ShouldNotBe(0);
        var stranger = await PlainGitAsync("-c", $"http.sslCAInfo={_folder["authority.pem"]}", "ls-remote", address);
        stranger.ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task A_repository_that_is_away_leaves_what_is_known()
    {
        using var node = await _server.EnrolAsync("web1.example.com");
        var before = await node.AssignmentAsync();
        Directory.Move(Upstream, _folder["elsewhere"]);
        await HookAsync(HookSecret);
        const string Lost = "converge_server_repository_healthy 0";
        for (var attempt = 0; attempt < 600 && !(await _server.Root.GetStringAsync("/metrics")).Contains(Lost, StringComparison.Ordinal); attempt++)
            await Task.Delay(50);
        (await node.AssignmentAsync()).Commit.ShouldBe(before.Commit);
        (await _server.Root.GetStringAsync("/metrics")).ShouldContain(Lost);
        Directory.Move(_folder["elsewhere"], Upstream);
        await _server.RestartAsync();
        using var again = _server.Connect(node.Certificate);
        (await again.AskAsync(HttpMethod.Get, Routes.Assignment(node.Name), ProtocolJson.Default.Assignment)).Commit.ShouldBe(before.Commit);
    }

    [ProgramFact("age", "age-keygen")]
    public async Task A_secret_goes_to_its_readers_alone_and_every_reading_is_written_down()
    {
        const string Canary = "canary-7f3a9e";
        Directory.CreateDirectory(_server.Options.In("keys"));
        var key = Path.Combine(_server.Options.In("keys"), "production.txt");
        (await ProgramRun.Of("age-keygen", "-o", key)).ExitCode.ShouldBe(0);
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var recipient = (await ProgramRun.Of("age-keygen", "-y", key)).Output.Trim();
        var sealedValue = await ProgramRun.Of(new ProgramRun.Start("sh", "-c", $"age -r {recipient} | base64 -w0") { Input = Canary });
        _folder.Write("upstream/secrets/recipients.yaml", $"people: {{}}\nenvironments:\n  production: {recipient}\n");
        _folder.Write("upstream/secrets/production/tls.yaml", $"readers: role:web AND environment:production\nwww:\n  key: ENC[age,{sealedValue.Output.Trim()}]\n");
        await CommitAsync("secrets");
        await GitAsync("branch", "--force", "next", "main");
        using var node = await _server.EnrolAsync("web1.example.com");
        using var staged = await _server.EnrolAsync("stage1.example.com");
        var known = await node.AssignmentAsync();
        await HookAsync(HookSecret);
        await node.AssignmentAsync(known.Version, wait: 10);

        var path = Routes.Secret("production/tls.www.key");
        (await node.Http.AskAsync(HttpMethod.Get, path, ProtocolJson.Default.SecretValue)).Value.ShouldBe(Canary);
        // What it says of itself makes it no reader.
        await staged.CheckInAsync(TestNodes.Document("web", ("environment", Value.From("production"))));
        using var refused = await staged.Http.GetAsync(path);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var unknown = await node.Http.GetAsync(Routes.Secret("production/tls.www.kee"));
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var root = await _server.Root.GetAsync(path);
        root.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var log = await _server.Root.AskAsync(HttpMethod.Get, Routes.Audit, ProtocolJson.Default.PageAuditEntry);
        log.Items.ShouldContain(entry => entry.Did == "read secret" && entry.Who == node.Name && entry.What == "production/tls.www.key");
        log.Items.ShouldContain(entry => entry.Did == "was refused secret" && entry.Who == staged.Name);
        string[] closed = ["control.sock", "lock"];
        foreach (var file in Directory.EnumerateFiles(_server.Options.Data, "*", SearchOption.AllDirectories).Where(file => !closed.Contains(Path.GetFileName(file))))
            (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)).ShouldBe(-1, file);
        string.Join('\n', _server.Log).ShouldNotContain(Canary);
    }

    /// <summary>Whatever authority somebody's environment trusts, the server's is another.</summary>
    private static Task<ProgramRun> PlainGitAsync(params string[] arguments) =>
        ProgramRun.Of(new ProgramRun.Start("git", arguments) { Environment = new Dictionary<string, string?> { ["GIT_SSL_CAINFO"] = null } });

    private Task<HttpStatusCode> HookAsync(string secret) =>
        CallHookAsync("X-Hub-Signature-256", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), HookBody))}");

    private async Task<HttpStatusCode> CallHookAsync(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/git") { Content = new ByteArrayContent(HookBody) };
        request.Headers.Add(header, value);
        using var http = _server.Connect(null);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task CommitAsync(string message)
    {
        await GitAsync("add", "--all");
        await GitAsync("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "-m", message);
    }

    private async Task<string> GitAsync(params string[] arguments)
    {
        var run = await ProgramRun.Of("git", ["-C", Upstream, .. arguments]);
        run.ExitCode.ShouldBe(0, run.Error);
        return run.Output.Trim();
    }
}
