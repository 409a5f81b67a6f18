using Converge.Cli.Output;
using Converge.Cli.Servers;
using Converge.Server.Storage.Export;

namespace Converge.Cli.Commands.Servers;

internal sealed class ServerImportVerb : Verb
{
    private static readonly Parameter File = new("FILE", "what 'server export' wrote; '-' is standard input");

    public override string Name => "server import";

    public override string Summary => "fill a server that remembers nothing yet, and does not run, from a file";

    public override Parameter[] Parameters => [File, ServerAddress.Data, ServerStorage.Database];

    public override string Example =>
        """
        $ converge server export all.jsonl --data data && converge server import all.jsonl --data other
        0 nodes, 0 runs, 0 records, 0 entries of the log
        0 nodes, 0 runs, 0 records, 0 entries of the log; copy pki/ and keys/, too, if it is to be the same server
        """;

    public override int Run(Invocation invocation)
    {
        var path = invocation[File];
        if (path != "-" && !System.IO.File.Exists(path))
            throw new UserException($"there is no file '{path}'");
        using var stream = path == "-" ? Console.OpenStandardInput() : System.IO.File.OpenRead(path);
        var counts = ServerStorage.Use(invocation, storage => StorageImport.ReadAsync(storage, stream, CancellationToken.None));
        Standard.Error($"{counts.Nodes} nodes, {counts.Runs} runs, {counts.Records} records, {counts.Audit} entries of the log; copy pki/ and keys/, too, if it is to be the same server\n");
        return 0;
    }
}
