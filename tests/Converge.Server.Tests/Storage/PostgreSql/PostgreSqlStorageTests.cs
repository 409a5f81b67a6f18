using Converge.Server.Storage;
using Converge.Server.Storage.Folder;
using Converge.Server.Storage.PostgreSql;
using Converge.Server.Tests.Storage.Contract;
using Xunit;

namespace Converge.Server.Tests.Storage.PostgreSql;

[Collection(PostgreSqlTests.Name)]
[NeedsPostgreSql]
public sealed class PostgreSqlStorageTests(PostgreSqlFixture postgres) : StorageContract
{
    private string _database = "";
    private int _others;

    private protected override async Task PrepareAsync() => _database = await (await postgres.Server).CreateDatabaseAsync();

    private protected override async Task<IStorage> OpenSameAsync(TimeProvider time) => await PostgreSqlStorage.OpenAsync(_database, time, Warnings.Enqueue, default);

    private protected override async Task<IStorage> OpenOtherAsync() =>
        await FolderStorage.OpenAsync(Folder[$"other{_others++}"], TimeProvider.System, Warnings.Enqueue, default);

    private protected override async Task<IStorage> OpenEmptyAsync() =>
        await PostgreSqlStorage.OpenAsync(await (await postgres.Server).CreateDatabaseAsync(), TimeProvider.System, Warnings.Enqueue, default);
}
