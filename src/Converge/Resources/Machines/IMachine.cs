namespace Converge.Resources.Machines;

/// <summary>
/// The read side of a machine. It answers in bulk and remembers: the database of packages, the list of units, the rules
/// of the firewall, the account files and what is in databases are read once a run each, and forgotten when a step has touched them.
/// Safe for many threads.
/// </summary>
public interface IMachine
{
    IFiles Files { get; }

    IPackages Packages { get; }

    IUnits Units { get; }

    IFirewall Firewall { get; }

    IAccounts Accounts { get; }

    IPostgres Postgres { get; }

    IRabbit Rabbit { get; }

    IBoot Boot { get; }

    /// <summary>Runs a command that only looks: a guard. Everything else goes through a step.</summary>
    ValueTask<CommandResult> QueryAsync(CommandSpec command, CancellationToken cancel);
}
