using System.Net;

namespace Converge.Server.Hosting;

/// <summary>How a server is run.</summary>
/// <param name="Data">The folder that it keeps everything in.</param>
public sealed record ServerOptions(string Data)
{
    public const string UsualData = "/var/lib/converge-server";
    public const int UsualPort = 7443;

    /// <summary>Null for all addresses.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>0 for any that is free.</summary>
    public int Port { get; init; } = UsualPort;

    /// <summary>The names and addresses by which nodes and people reach it: its certificate is for them.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>A connection string of PostgreSQL; null for the folder.</summary>
    public string? Database { get; init; }

    /// <summary>What git can clone; null for a server without a repository.</summary>
    public string? Repository { get; init; }

    /// <summary>Where <c>nodes/</c> says which environment a node belongs to.</summary>
    public string Branch { get; init; } = "main";

    /// <summary>How often the repository is asked for news.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The file with the secret that calls of the webhook are signed with; null for no webhook.</summary>
    public string? HookSecretFile { get; init; }

    /// <summary>Who is not heard of for so long is silent.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long runs are kept.</summary>
    public TimeSpan KeepRuns { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How many runs are kept of each node.</summary>
    public int KeepRunsPerNode { get; init; } = 200;

    public int MostConnections { get; init; } = 20_000;

    public string In(string name) => Path.Combine(Data, name);
}
