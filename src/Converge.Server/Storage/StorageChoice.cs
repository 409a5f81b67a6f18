using Converge.Server.Storage.Folder;
using Converge.Server.Storage.PostgreSql;

namespace Converge.Server.Storage;

/// <summary>Which storage a server has.</summary>
public static class StorageChoice
{
    /// <param name="dataFolder">Of the server; without a database the storage is in its folder <c>storage</c>.</param>
    /// <param name="database">The connection string of a PostgreSQL database.</param>
    /// <param name="warn">Told what an operator should know, such as of a document that cannot be read and was set aside.</param>
    /// <exception cref="StorageException">It cannot be opened, as when another server has it.</exception>
    public static async Task<IStorage> OpenAsync(string dataFolder, string? database, TimeProvider time, Action<string> warn, CancellationToken cancel) =>
        string.IsNullOrWhiteSpace(database)
            ? await FolderStorage.OpenAsync(Path.Combine(dataFolder, "storage"), time, warn, cancel)
            : await PostgreSqlStorage.OpenAsync(database, time, warn, cancel);
}
