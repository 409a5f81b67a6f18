using Xunit;

namespace Converge.Server.Tests.Storage.PostgreSql;

/// <summary>One server for all tests that want one. It is started when the first of them asks.</summary>
public sealed class PostgreSqlFixture : IAsyncLifetime
{
    private readonly Lazy<Task<PostgreSqlServer>> _server = new(static () => PostgreSqlServer.StartAsync());

    public Task<PostgreSqlServer> Server => _server.Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server.IsValueCreated)
            await (await Server).DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class PostgreSqlTests : ICollectionFixture<PostgreSqlFixture>
{
    public const string Name = "PostgreSQL";
}
