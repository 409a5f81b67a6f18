namespace Converge.Lab.Apt;

/// <param name="Folder">Where files are kept; several caches may use the same folder at the same time.</param>
public sealed record AptCacheOptions(string Folder)
{
    /// <summary>How long a Release file is served without asking whether it has changed.</summary>
    public TimeSpan Fresh { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Serves what is kept and asks nobody.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Also fetches from this machine, its loopback included. Clients could reach its services that way.</summary>
    public bool AllowLoopback { get; init; }

    /// <summary>What was not used for the longest time is removed beyond this.</summary>
    public long? MostBytes { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a repository may say nothing at all before it counts as failed.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What says how old a file is.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
