using Converge.Cli.Output;
using Converge.Cli.Servers;
using Converge.Protocol;
using Converge.Server.Hosting;
using Converge.Server.Storage.Export;

namespace Converge.Cli.Commands.Servers;

internal sealed class ServerExportVerb : Verb
{
    private static readonly Parameter File = new("FILE", "where to write it; '-' is standard output");

    public override string Name => "server export";

    public override string Summary => "write all that a server remembers to a file, for 'server import'";

    public override Parameter[] Parameters => [File, ServerAddress.Data, ServerStorage.Database];

    public override string Example =>
        """
        $ converge server export all.jsonl --data data && converge server import all.jsonl --data other
        0 nodes, 0 runs, 0 records, 0 entries of the log
        0 nodes, 0 runs, 0 records, 0 entries of the log; copy pki/ and keys/, too, if it is to be the same server
        """;

    public override int Run(Invocation invocation)
    {
        if (invocation[File] == "-")
        {
            using var output = Console.OpenStandardOutput();
            Write(invocation, output);
            return 0;
        }
        WriteWhole(invocation, invocation[File]);
        return 0;
    }

    /// <summary>There is either all of it or nothing, and only for its owner: it has the hashes of tokens.</summary>
    private static void WriteWhole(Invocation invocation, string path)
    {
        var half = $"{path}.{Environment.ProcessId}~";
        try
        {
            using (var file = new FileStream(half, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            {
                Write(invocation, file);
                file.Flush(flushToDisk: true);
            }
            System.IO.File.Move(half, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"cannot write '{path}': {e.Message}");
        }
        finally
        {
            System.IO.File.Delete(half);
        }
    }

    /// <summary>A server that runs is asked; one that does not is read.</summary>
    private static void Write(Invocation invocation, Stream stream)
    {
        var data = invocation.Has(ServerAddress.Data) ? invocation[ServerAddress.Data] : ServerOptions.UsualData;
        if (ServerHost.IsRunning(data))
        {
            using var server = ServerConnection.Open(invocation);
            server.Copy(Routes.Export, stream);
            return;
        }
        var counts = ServerStorage.Use(invocation, storage => StorageExport.WriteAsync(storage, stream, TimeProvider.System.GetUtcNow(), CancellationToken.None));
        Standard.Error($"{counts.Nodes} nodes, {counts.Runs} runs, {counts.Records} records, {counts.Audit} entries of the log\n");
    }
}
