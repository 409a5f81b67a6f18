using Converge.Language.Templates;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Recipes.Secrets;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Tests.Recipes.Secrets;

public sealed class OpenSecretsTests : IDisposable
{
    private const string Password = "correct-horse\nbattery ✓";

    private readonly AgeFolder _keys = new();

    [Fact]
    public async Task A_reader_gets_the_secret()
    {
        var secrets = new OpenSecrets(await Tree(), SecretKeys.In(_keys.Path));
        var answer = await secrets.FindAsync("production/db.password", Node("app1", "production", "app"));
        answer.Refusal.ShouldBe(SecretRefusal.None, answer.Message);
        answer.Value!.Reveal().ShouldBe(Password);
    }

    [Theory]
    [InlineData("production/db.password", "production", "web", SecretRefusal.NotAReader, "'node1' may not read the secrets 'production/db': their readers are 'role:app'")]
    [InlineData("production/db.passwort", "production", "app", SecretRefusal.Unknown, "there is no secret 'production/db.passwort'")]
    [InlineData("production/other.password", "production", "app", SecretRefusal.Unknown, "there is no secret 'production/other.password'")]
    [InlineData("production", "production", "app", SecretRefusal.Unknown, "there is no secret 'production'")]
    [InlineData("production/db.plain", "production", "app", SecretRefusal.Unreadable, "the secret 'production/db.plain' is not encrypted")]
    [InlineData("production/db.broken", "production", "app", SecretRefusal.Unreadable, "the secret 'production/db.broken' is malformed: what it holds is no age file in base64")]
    [InlineData("production/db.password", "test", "app", SecretRefusal.NoKey, "the secret 'production/db.password' cannot be decrypted: there is no key of 'test' at hand")]
    [InlineData("production/bad.password", "production", "app", SecretRefusal.Unreadable, "the secrets 'production/bad' cannot be read: secrets/production/bad.yaml:1:1: the secrets 'production/bad' has no 'readers'")]
    public async Task Everybody_else_is_told_why_not(string path, string environment, string role, SecretRefusal refusal, string message)
    {
        var answer = await new OpenSecrets(await Tree(), SecretKeys.In(_keys.Path)).FindAsync(path, Node("node1", environment, role));
        answer.Value.ShouldBeNull();
        answer.Refusal.ShouldBe(refusal);
        answer.Message.ShouldBe(message);
    }

    [Fact]
    public async Task A_node_does_not_get_what_is_encrypted_for_another_environment()
    {
        var tree = await Tree();
        await _keys.MakeAsync("staging");
        var answer = await new OpenSecrets(tree, SecretKeys.In(_keys.Path)).FindAsync("production/db.password", Node("app1", "staging", "app"));
        answer.Refusal.ShouldBe(SecretRefusal.NotDecrypted);
        answer.Message.ShouldContain("it is not encrypted for the identity");
    }

    [Theory]
    [InlineData("../keys/production")]
    [InlineData(".")]
    [InlineData("")]
    public async Task An_environment_is_no_path(string environment)
    {
        var tree = await Tree();
        SecretKeys.In(Path.Combine(_keys.Path, "folder")).Has(environment).ShouldBeFalse();
        (await new OpenSecrets(tree, SecretKeys.In(Path.Combine(_keys.Path, "keys"))).FindAsync("production/db.password", Node("app1", environment, "app"))).Refusal.ShouldBe(SecretRefusal.NoKey);
    }

    [Fact]
    public async Task What_was_decrypted_needs_no_age_any_more()
    {
        var keys = SecretKeys.In(_keys.Path);
        var tree = await Tree();
        await new OpenSecrets(tree, keys).PrepareAsync(["production/db.password", "production/db.nothing"], Node("app1", "production", "app"));
        File.Delete(_keys.FileOf("production"));
        (await new OpenSecrets(tree, keys).FindAsync("production/db.password", Node("app2", "production", "app"))).Value!.Reveal().ShouldBe(Password);
        (await new OpenSecrets(tree, keys).FindAsync("production/db.password", Node("web1", "production", "web"))).Refusal.ShouldBe(SecretRefusal.NotAReader);
    }

    [Fact]
    public async Task A_compiler_gets_texts_or_refusals_to_show()
    {
        var secrets = new OpenSecrets(await Tree(), SecretKeys.In(_keys.Path));
        var provider = secrets.For(Node("app1", "production", "app"));
        provider.Find("production/db.password")!.Reveal().ShouldBe(Password);
        provider.Find("production/db.nothing").ShouldBeNull();
        provider.Names.ShouldContain("production/db.password");
        Should.Throw<SecretRefusedException>(() => secrets.For(Node("web1", "production", "web")).Find("production/db.password")).Message.ShouldContain("may not read");
    }

    [Fact]
    public async Task A_key_that_others_can_read_is_refused()
    {
        await _keys.MakeAsync("production");
        File.SetUnixFileMode(_keys.FileOf("production"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        AgeIdentity.Open(_keys.FileOf("production"), out var problem).ShouldBeNull();
        problem!.Message.ShouldContain("can be read by others");
    }

    [Fact]
    public async Task A_key_is_never_replaced()
    {
        await _keys.MakeAsync("production");
        var before = await File.ReadAllTextAsync(_keys.FileOf("production"));
        var (key, problem) = await AgeIdentity.CreateAsync(_keys.FileOf("production"), CancellationToken.None);
        key.ShouldBeNull();
        problem!.Message.ShouldEndWith("already");
        (await File.ReadAllTextAsync(_keys.FileOf("production"))).ShouldBe(before);
    }

    public void Dispose() => _keys.Dispose();

    private async Task<MemoryTree> Tree()
    {
        await _keys.MakeAsync("production");
        return new(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["secrets/recipients.yaml"] = "people: {}\n",
            ["secrets/production/db.yaml"] = $"readers: role:app\npassword: {await _keys.SealAsync(Password, "production")}\nplain: text\nbroken: ENC[age,x]\n",
            ["secrets/production/bad.yaml"] = "password: x\n",
        });
    }

    private static NodeDocument Node(string name, string environment, string role) => new(name, new ScriptObject
    {
        ["environment"] = Value.From(environment),
        ["roles"] = Value.From(new ScriptArray([Value.From(role)])),
    });
}
