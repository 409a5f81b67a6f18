using Converge.Lab.Images;
using Converge.Lab.Keeping;
using Converge.Lab.Places;

namespace Converge.Lab.Tests.Resources;

/// <summary>A lab whose nodes have what the cases of resources need; it starts with the first of them.</summary>
public sealed class CasesLab : IAsyncDisposable, IDisposable
{
    public const string Program = "/opt/converge/converge";
    public const string Runtime = "/opt/dotnet";

    private const int FirstAddress = 10;
    private const int Addresses = 200;

    /// <summary>What the cases take for granted on a machine, or have packed again under a version of their own.</summary>
    private static readonly string[] Packages = ["cron", "e2fsprogs", "git", "kmod", "libstdc++6", "locales", "openssh-client", "openssh-server", "openssl", "procps", "python3-venv", "sudo", "sysv-rc", "tzdata"];

    // sshd is for the cases that somebody is logged in.
    private static readonly string Install =
        $"set -e; apt-get -qq --error-on=any update; apt-get -qq --yes --no-install-recommends install {string.Join(' ', Packages)}; systemctl disable --quiet ssh.service; apt-get clean; rm -rf /var/lib/apt/lists";

    private static readonly SemaphoreSlim Making = new(1);

    private readonly Lazy<Task<TestLab>> _lab = new(static () => TestLab.StartAsync());
    private int _number;

    /// <summary>A fresh one that has booted.</summary>
    internal async Task<CaseNode> AddAsync()
    {
        var lab = await _lab.Value;
        var number = _number++;
        var name = $"case-{number}";
        var setup = TestLab.Setup(name, FirstAddress + (number % Addresses), await LayersAsync(lab)) with
        {
            Shares = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [AppContext.BaseDirectory.TrimEnd('/')] = Path.GetDirectoryName(Program)!,
                [RuntimeOfThisMachine()] = Runtime,
            },
        };
        await lab.Client.AddAsync(setup, CancellationToken.None);
        await lab.Client.WaitAsync(name, TimeSpan.FromMinutes(1), CancellationToken.None);
        return new(lab.Client, name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_lab.IsValueCreated && _lab.Value.IsCompletedSuccessfully)
            await (await _lab.Value).DisposeAsync();
    }

    // What xunit calls of a fixture.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static async Task<IReadOnlyList<string>> LayersAsync(TestLab lab)
    {
        var cache = new LabCache(LabCache.Usual);
        var layer = new LayerSetup(cache.Layer($"cases-{Key.Of(TestLab.Image.Key, Install)}"), [TestLab.Image.Folder], ["sh", "-c", Install]);
        await Making.WaitAsync();
        try
        {
            await lab.Client.MakeLayerAsync(layer, CancellationToken.None);
        }
        finally
        {
            Making.Release();
        }
        return [layer.Folder, .. layer.Lower];
    }

    /// <summary>The folder of .NET that these tests run with.</summary>
    private static string RuntimeOfThisMachine() => Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
}
