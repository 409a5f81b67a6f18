using Converge.Server.Storage;
using Converge.Server.Storage.Folder;
using Converge.Server.Tests.Storage.Contract;

namespace Converge.Server.Tests.Storage.Folder;

public sealed class FolderStorageTests : StorageContract
{
    private int _others;

    private protected override Task PrepareAsync() => Task.CompletedTask;

    private protected override async Task<IStorage> OpenSameAsync(TimeProvider time) => await FolderStorage.OpenAsync(Folder["storage"], time, Warnings.Enqueue, default);

    private protected override Task<IStorage> OpenOtherAsync() => OpenEmptyAsync();

    private protected override async Task<IStorage> OpenEmptyAsync() => await FolderStorage.OpenAsync(Folder[$"other{_others++}"], TimeProvider.System, Warnings.Enqueue, default);
}
