using Converge.Cli.Output;
using Converge.Cli.Servers;
using Converge.Server.Hosting;
using Converge.Server.Storage;

namespace Converge.Cli.Commands.Servers;

/// <summary>What a server on this machine remembers, for those who work on it while the server does not run.</summary>
internal static class ServerStorage
{
    public static readonly Parameter Database = new("--database", "a file with the connection string of a PostgreSQL database; without it everything is in the folder", "FILE");

    /// <summary>Not as a word of the command line, which everybody on the machine can read.</summary>
    public static string? ReadDatabase(Invocation invocation)
    {
        if (!invocation.Has(Database))
            return null;
        var file = invocation[Database];
        return File.Exists(file) ? File.ReadAllText(file).Trim() : throw new UserException($"there is no file '{file}'", $"in '{Database}'");
    }

    public static T Use<T>(Invocation invocation, Func<IStorage, Task<T>> use)
    {
        var data = invocation.Has(ServerAddress.Data) ? invocation[ServerAddress.Data] : ServerOptions.UsualData;
        try
        {
            return UseAsync(data, ReadDatabase(invocation), use).GetAwaiter().GetResult();
        }
        catch (StorageException e)
        {
            throw new UserException(e.Message, e.Hint);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UserException(e.Message);
        }
    }

    private static async Task<T> UseAsync<T>(string data, string? database, Func<IStorage, Task<T>> use)
    {
        await using var storage = await StorageChoice.OpenAsync(data, database, TimeProvider.System, static text => Standard.Error($"converge: {text}\n"), CancellationToken.None).ConfigureAwait(false);
        return await use(storage).ConfigureAwait(false);
    }
}
