namespace Converge.Testing.Machines;

/// <summary>One thing that the section <c>machine</c> of a case says of a machine.</summary>
public abstract record MachineLine
{
    /// <summary>As the case has it.</summary>
    public string Text { get; init; } = "";
}

/// <summary>A file or a directory.</summary>
public sealed record PlacedLine(string Path, bool IsDirectory, string Owner, string Group, string Mode, string Content) : MachineLine;

public sealed record LinkLine(string Path, string Target) : MachineLine;

/// <summary>A file of which only the size matters.</summary>
public sealed record SizedLine(string Path, long Size, string Mode) : MachineLine;

public sealed record AbsentLine(string Path) : MachineLine;

/// <summary>A file that also root may not read.</summary>
public sealed record UnreadableLine(string Path) : MachineLine;

/// <param name="Sub">The finer state; empty if the case does not say.</param>
/// <param name="IsStale">Whether its file is newer than what systemd has read.</param>
public sealed record UnitLine(string Name, string Load, string Active, string Sub, string Enabled, bool IsStale) : MachineLine;

public sealed record NoUnitLine(string Name) : MachineLine;

public sealed record NoSystemdLine : MachineLine;

/// <summary>What a program says that is asked.</summary>
/// <param name="Code">Null if it does not end.</param>
/// <param name="Command">Its words, with a blank between them.</param>
public sealed record AnswerLine(int? Code, string Command, string Says) : MachineLine;

/// <summary>The plan is that of a run, which asks guards, and not of a why-run.</summary>
public sealed record GuardsRunLine : MachineLine;

public sealed record PackageLine(string Name, string Version, string State, bool IsHeld) : MachineLine;

public sealed record NoPackageLine(string Name) : MachineLine;

/// <param name="Release">The only release that has it; null for the usual one.</param>
/// <param name="Versions">The newest first.</param>
public sealed record AvailableLine(string Name, string? Release, string[] Versions) : MachineLine;

/// <param name="Age">Null if there are no lists.</param>
public sealed record ListsLine(TimeSpan? Age) : MachineLine;

/// <param name="Reason">As the program tells it.</param>
public sealed record InterruptedLine(string Reason) : MachineLine;

public sealed record GroupLine(string Name, uint Gid, string[] Members) : MachineLine;

/// <param name="Hash">As in <c>shadow</c>; null if nobody may read it.</param>
public sealed record UserLine(string Name, uint Uid, uint Gid, string Home, string Shell, string? Hash, string Comment) : MachineLine;

public sealed record NoFirewallLine : MachineLine;

public sealed record FirewallLine(bool IsOn, string Incoming) : MachineLine;

/// <summary>The kernel has nothing of a firewall that is on in its files.</summary>
public sealed record FlushedFirewallLine : MachineLine;

/// <summary>The kernel lost the first rule of IPv4.</summary>
/// <param name="Left">How many it still has.</param>
public sealed record LostRuleLine(int Left) : MachineLine;

/// <summary>A session of ssh that goes on.</summary>
public sealed record SessionLine(string From, string To, int Port) : MachineLine;

/// <summary>A PostgreSQL server.</summary>
public sealed record PostgresLine(int Port, bool IsStandby) : MachineLine;

/// <summary>Something in a PostgreSQL or RabbitMQ server, or of a boot.</summary>
/// <param name="Kind"><c>pg-role</c>, <c>pg-database</c>, <c>pg-extension</c>, <c>pg-available</c>, <c>rabbit</c>, <c>rabbit-vhost</c>, <c>rabbit-user</c>, <c>boot</c>.</param>
/// <param name="Traits">Words, some of them with a value behind '='.</param>
public sealed record KeptLine(string Kind, string Name, string[] Traits) : MachineLine
{
    public bool Has(string word) => Traits.Contains(word, StringComparer.Ordinal);

    /// <summary>The value behind a word; null if there is none.</summary>
    public string? Find(string word) => All(word).FirstOrDefault();

    public IEnumerable<string> All(string word) => Traits.Where(trait => trait.StartsWith($"{word}=", StringComparison.Ordinal)).Select(trait => trait[(word.Length + 1)..]);
}

/// <param name="Rule">As ufw writes it.</param>
public sealed record RuleLine(string Rule) : MachineLine;
