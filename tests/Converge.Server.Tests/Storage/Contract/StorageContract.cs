using System.Collections.Concurrent;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Nodes.Queries;
using Converge.Protocol;
using Converge.Server.Storage;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Storage.Contract;

/// <summary>What every storage does, each subclass with one of its own.</summary>
public abstract partial class StorageContract : IAsyncLifetime, IDisposable
{
    private protected static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentQueue<StorageChange> _changes = new();

    private protected TemporaryFolder Folder { get; } = new();

    private protected IStorage Storage { get; private set; } = null!;

    private protected ConcurrentQueue<string> Warnings { get; } = new();

    public async Task InitializeAsync()
    {
        await PrepareAsync();
        await OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await Storage.DisposeAsync();
    }

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task PrepareAsync();

    private protected abstract Task<IStorage> OpenSameAsync(TimeProvider time);

    private protected abstract Task<IStorage> OpenEmptyAsync();

    /// <summary>An empty one, of the other kind if it can be had.</summary>
    private protected abstract Task<IStorage> OpenOtherAsync();

    private protected async Task OpenAsync()
    {
        Storage = await OpenSameAsync(TimeProvider.System);
        Storage.Changed = _changes.Enqueue;
    }

    /// <summary>As a server that ends and begins again.</summary>
    private protected async Task ReopenAsync()
    {
        await Storage.DisposeAsync();
        await OpenAsync();
    }

    private protected static NodeDocument Document(string name, string json = "{}") =>
        new(name, JsonText.Read(json).AsObject());

    private protected static NodeRecord Node(string name, string json = "{}") => new(name) { Registered = Noon, Document = Document(name, json) };

    private protected async Task<NodeRecord> PutAsync(NodeRecord node) => (await Storage.Nodes.PutAsync(node, default)).ShouldNotBeNull();

    private protected static RunSummary Run(string id, string node = "app1", int minutes = 0, string status = "unchanged") =>
        new(id, node, status, Noon.AddMinutes(minutes), Noon.AddMinutes(minutes).AddSeconds(20)) { Environment = "production", Trigger = "schedule" };

    private protected static Query Parse(string text) => Query.Parse(SourceText.From("query", text), []).ShouldNotBeNull();

    private protected async Task<string> SearchAsync(string query, string? after = null, int? limit = null) =>
        string.Join(' ', (await Storage.Nodes.SearchAsync(Parse(query), Noon, after, limit, default)).Nodes.Select(static node => node.Name));

    private protected static string Json(ScriptObject? fields) => fields is null ? "" : JsonText.Write(Value.From(fields));

    private protected static string Json(NodeRecord? node) => Json(node.ShouldNotBeNull().Document?.Fields);

    /// <summary>Waits until a change was told, and forgets it and those before it.</summary>
    private protected async Task ShouldTellAsync(StorageChange expected)
    {
        for (var tries = 0; tries < 3000; tries++)
        {
            while (_changes.TryDequeue(out var change))
            {
                if (change == expected)
                    return;
            }
            await Task.Delay(10);
        }
        throw new Xunit.Sdk.XunitException($"nobody told of {expected}");
    }
}
