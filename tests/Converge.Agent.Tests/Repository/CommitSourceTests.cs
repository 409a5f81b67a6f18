using Converge.Agent.Configuration;
using Converge.Agent.Identity;
using Converge.Agent.Repository;
using Converge.Linux.State;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Agent.Tests.Repository;

public sealed class CommitSourceTests : IAsyncLifetime, IDisposable
{
    private FleetFolder _fleet = null!;
    private StateFolder _state = null!;

    public async Task InitializeAsync()
    {
        _fleet = await FleetFolder.CreateAsync();
        _state = new(_fleet["state"]);
        _state.Prepare();
        _fleet.WriteFleet("hello", "web1");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _state?.Dispose();
        _fleet?.Dispose();
    }

    [ProgramFact("git")]
    public async Task A_newer_commit_is_taken_and_an_older_one_is_not()
    {
        var first = await _fleet.CommitAsync();
        Follow(applied: null).Commit.ShouldBe(first);
        var second = await _fleet.CommitAsync();
        Follow(first).Commit.ShouldBe(second);
        await _fleet.GitAsync("reset", "--quiet", "--hard", first);
        var refusal = Should.Throw<AgentException>(() => Follow(second));
        refusal.Message.ShouldBe($"the commit {first[..12]} is older than {second[..12]}, which this node has");
        refusal.Hint.ShouldNotBeNull().ShouldContain("--allow-older");
        Follow(second, allowsOlder: true).Commit.ShouldBe(first);
    }

    [ProgramFact("git")]
    public async Task A_commit_beside_the_one_that_was_applied_is_not_taken()
    {
        var first = await _fleet.CommitAsync();
        var second = await _fleet.CommitAsync();
        Follow(first);
        await _fleet.GitAsync("reset", "--quiet", "--hard", first);
        var other = await _fleet.CommitAsync("--message", "another history");
        Should.Throw<AgentException>(() => Follow(second)).Message.ShouldBe($"the commit {other[..12]} does not come after {second[..12]}, which this node has");
    }

    [ProgramFact("git")]
    public async Task The_environment_says_what_is_followed()
    {
        _fleet.Write("environments/lab.yaml", "name: lab\nfollow: released\n");
        var released = await _fleet.CommitAsync();
        await _fleet.GitAsync("tag", "released");
        await _fleet.CommitAsync();
        var found = Follow(applied: null);
        found.Commit.ShouldBe(released);
        found.Node.Environment.Name.ShouldBe("lab");
        found.Node.Roles.Single().Name.ShouldBe("web");
    }

    [ProgramFact("git")]
    public async Task What_was_fetched_is_there_when_the_repository_is_not()
    {
        var commit = await _fleet.CommitAsync();
        Follow(applied: null);
        Directory.Move(_fleet.Path, _fleet["elsewhere"]);
        using var source = Source(signers: null);
        source.Followed("web1", commit, allowsOlder: false, out var problem, CancellationToken.None).Commit.ShouldBe(commit);
        problem.ShouldNotBeNull().Message.ShouldStartWith($"cannot fetch '{_fleet.Path}'");
    }

    [ProgramFact("git", "ssh-keygen")]
    public async Task Only_a_commit_with_a_signature_of_the_right_key_is_taken()
    {
        var signers = _fleet["signers"];
        await File.WriteAllTextAsync(signers, await _fleet.SignWithAsync("alice"));
        var signed = await _fleet.CommitAsync("--gpg-sign");
        Follow(applied: null, signers).Commit.ShouldBe(signed);

        var plain = await _fleet.CommitAsync();
        Should.Throw<AgentException>(() => Follow(signed, signers)).Message.ShouldBe($"the commit {plain[..12]} is not signed");

        await _fleet.SignWithAsync("mallory");
        var foreign = await _fleet.CommitAsync("--gpg-sign");
        Should.Throw<AgentException>(() => Follow(signed, signers)).Message.ShouldBe($"the commit {foreign[..12]} is signed by somebody who may not");
        Follow(signed).Commit.ShouldBe(foreign);
    }

    [ProgramFact("git", "ssh-keygen")]
    public async Task A_commit_that_was_changed_after_it_was_signed_is_not_taken()
    {
        var signers = _fleet["signers"];
        await File.WriteAllTextAsync(signers, await _fleet.SignWithAsync("alice"));
        await _fleet.CommitAsync("--gpg-sign");
        var content = await _fleet.GitAsync("cat-file", "commit", "HEAD");
        await File.WriteAllTextAsync(_fleet["forged"], content.Replace("change", "forged", StringComparison.Ordinal) + "\n");
        var forged = await _fleet.GitAsync("hash-object", "-t", "commit", "-w", _fleet["forged"]);
        await _fleet.GitAsync("reset", "--quiet", "--hard", forged);
        Should.Throw<AgentException>(() => Follow(applied: null, signers)).Message.ShouldContain(forged[..12]);
    }

    [ProgramFact("git", "gpg", "ssh-keygen")]
    public async Task OpenPGP_keys_count_when_they_are_named_and_only_then()
    {
        Directory.CreateDirectory(_fleet["gnupg"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await Gpg("--quick-gen-key", "--passphrase", "", "alice@example.com", "ed25519", "sign", "never");
        await _fleet.GitAsync("config", "user.signingKey", "alice@example.com");
        var commit = await _fleet.CommitAsync("--gpg-sign");
        await File.WriteAllTextAsync(_fleet["alice.asc"], (await Gpg("--armor", "--export", "alice@example.com")).Output);
        Follow(applied: null, _fleet["alice.asc"]).Commit.ShouldBe(commit);

        await Gpg("--quick-gen-key", "--passphrase", "", "bob@example.com", "ed25519", "sign", "never");
        await File.WriteAllTextAsync(_fleet["bob.asc"], (await Gpg("--armor", "--export", "bob@example.com")).Output);
        Should.Throw<AgentException>(() => Follow(applied: null, _fleet["bob.asc"])).Message.ShouldBe($"the commit {commit[..12]} is signed by somebody who may not");

        await File.WriteAllTextAsync(_fleet["ssh"], await _fleet.SignWithAsync("carol"));
        Should.Throw<AgentException>(() => Follow(applied: null, _fleet["ssh"]));
        await ProgramRun.Of("gpgconf", "--homedir", _fleet["gnupg"], "--kill", "all");
    }

    private Task<ProgramRun> Gpg(params string[] arguments) => ProgramRun.Of("gpg", ["--homedir", _fleet["gnupg"], "--batch", "--quiet", "--pinentry-mode", "loopback", .. arguments]);

    private FleetCommit Follow(string? applied, string? signers = null, bool allowsOlder = false)
    {
        using var source = Source(signers);
        var found = source.Followed("web1", applied, allowsOlder, out var problem, CancellationToken.None);
        problem.ShouldBeNull();
        return found;
    }

    private CommitSource Source(string? signers) => new(new AgentConfiguration { Repository = _fleet.Path, AllowedSigners = signers }, _state, new IdentityFolder(_state));
}
