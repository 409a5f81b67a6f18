namespace Converge.Lab.Tests.Resources;

/// <summary>A fresh machine that is thrown away.</summary>
internal sealed class CaseNode(LabClient lab, string name) : IAsyncDisposable
{
    public Task<Ran> RunAsync(IReadOnlyList<string> command, string input) => lab.RunAsync(name, command, input, CancellationToken.None);

    public async ValueTask DisposeAsync() => await lab.RemoveAsync(name, CancellationToken.None);
}
