using Converge.Agent.Compiling;
using Converge.Agent.Identity;
using Converge.Linux.State;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Agent.Tests.Compiling;

public sealed class SecretCacheTests : IDisposable
{
    private const string Plain = "correct horse battery staple";

    private static readonly DateTimeOffset Fetched = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly StateFolder _state;

    public SecretCacheTests()
    {
        _state = new(_folder["state"]);
        _state.Prepare();
    }

    [Fact]
    public void A_secret_is_known_again_and_does_not_stand_on_the_disk()
    {
        using var key = SigningRequest.NewKey();
        Keep(new(_state, key));
        new SecretCache(_state, key).Find("lab/db.password").ShouldBe(new CachedSecret("v1", new(Plain), Fetched));
        foreach (var file in Directory.EnumerateFiles(_state.Path, "*", SearchOption.AllDirectories))
        {
            File.ReadAllText(file, System.Text.Encoding.Latin1).ShouldNotContain(Plain);
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void The_key_of_another_node_opens_nothing()
    {
        using var key = SigningRequest.NewKey();
        using var other = SigningRequest.NewKey();
        Keep(new(_state, key));
        new SecretCache(_state, other).Find("lab/db.password").ShouldBeNull();
    }

    [Fact]
    public void One_changed_byte_makes_all_of_it_unknown()
    {
        using var key = SigningRequest.NewKey();
        Keep(new(_state, key));
        var path = _folder["state/secrets/values"];
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        new SecretCache(_state, key).Find("lab/db.password").ShouldBeNull();
    }

    [Fact]
    public void What_nobody_asks_for_any_more_goes()
    {
        using var key = SigningRequest.NewKey();
        var cache = new SecretCache(_state, key);
        Keep(cache);
        cache.Keep(new Dictionary<string, CachedSecret>(StringComparer.Ordinal), asked: []);
        new SecretCache(_state, key).Find("lab/db.password").ShouldBeNull();
    }

    public void Dispose()
    {
        _state.Dispose();
        _folder.Dispose();
    }

    private static void Keep(SecretCache cache) =>
        cache.Keep(new Dictionary<string, CachedSecret>(StringComparer.Ordinal) { ["lab/db.password"] = new("v1", new(Plain), Fetched) }, ["lab/db.password"]);
}
