using Converge.Language.Values;
using Converge.Linux.Machine;
using Converge.Linux.Machine.Postgres;
using Converge.Linux.Resources;
using Converge.Linux.Resources.Postgres;
using Converge.Plans;

namespace Converge.Linux.Execution;

/// <summary>Has PostgreSQL do what a step says.</summary>
internal sealed class PostgresSteps(LinuxMachine machine)
{
    public StepResult Change(ChangePostgres step)
    {
        var statement = step.Password is { } password ? step.Statement.Replace(SecretText.Mask, ScramVerifier.Of(password.Reveal()), StringComparison.Ordinal) : step.Statement;
        try
        {
            using var connection = machine.LinuxPostgres.Open(step.Port, step.Database) ?? throw new StepException($"'{step}': no PostgreSQL listens on port {step.Port}");
            connection.Query(statement);
            return StepResult.Done;
        }
        catch (PostgresException e)
        {
            throw new StepException($"'{step}' is refused: {e.Message}");
        }
    }

    /// <summary>What it would not understand it is not asked to read: it would go on with what it has, and not start again.</summary>
    public StepResult Reload(ReloadPostgres step)
    {
        const string Mistakes = "SELECT line_number, error FROM pg_hba_file_rules WHERE error IS NOT NULL";
        if (Clusters.Port(step.Cluster, machine.Files) is not { } port)
            return StepResult.Done;
        try
        {
            using var connection = machine.LinuxPostgres.Open(port, Sql.Database);
            if (connection is null)
                return StepResult.Done;
            if (connection.Query(Mistakes) is [var mistake, ..])
                throw new StepException($"PostgreSQL does not understand line {mistake[0]} of pg_hba.conf, and was not told to read it: {mistake[1]}");
            connection.Query("SELECT pg_reload_conf()");
            return StepResult.Done;
        }
        catch (PostgresException e)
        {
            throw new StepException($"'{step}' is refused: {e.Message}");
        }
    }
}
