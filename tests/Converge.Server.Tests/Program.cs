using Converge.Server.Tests.Serving;
using Converge.Server.Tests.Storage.Kill;

// The programs that tests start, and kill.
return args switch
{
    ["write-storage", var folder, var database, var round] => await StorageWriter.RunAsync(folder, database, round),
    ["serve", var folder] => await ServedFolder.RunAsync(folder),
    _ => 2,
};
