using Converge.Linux.Execution;
using Converge.Linux.State;
using Converge.Linux.Tests.Resources;
using Converge.Plans;
using Converge.Reports;
using Converge.Resources;
using Converge.Testing;
using Converge.Testing.Machines;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Execution;

/// <summary>What is said of PostgreSQL in cases, in one that runs.</summary>
public sealed class PostgresTests(PostgresTests.Server server) : IClassFixture<PostgresTests.Server>
{
    private const string Password = "not for the log";

    [PostgresFact]
    public async Task A_role_is_what_its_recipe_says_and_its_password_is_nowhere()
    {
        const string Role = $$"""
            - postgres_role: readers
              login: false
            - postgres_role: app
              password: {{Password}}
              createdb: true
              connection_limit: 5
              member_of: [readers]
              settings: {statement_timeout: 5s, search_path: "shop, public"}
            - postgres_hba: app
              type: local
              users: [app]
              method: scram-sha-256
            """;
        (await ApplyAsync(Role)).ShouldBe(3);
        (await ApplyAsync(Role)).ShouldBe(0);
        var postgres = await server.Value;
        postgres.Log.ShouldContain("CREATE ROLE");
        postgres.Log.ShouldNotContain(Password);
        (await postgres.PsqlAsync("app", Password, "SHOW search_path")).Output.Trim().ShouldBe("shop, public");
        (await postgres.PsqlAsync("app", "another one", "SELECT 1")).ExitCode.ShouldNotBe(0);
        (await ApplyAsync(Role.Replace("5s", "9s", StringComparison.Ordinal).Replace("createdb: true", "createdb: false", StringComparison.Ordinal).Replace(Password, "another one", StringComparison.Ordinal))).ShouldBe(1);
        (await postgres.PsqlAsync("app", "another one", "SHOW statement_timeout")).Output.Trim().ShouldBe("9s");
        (await ApplyAsync("- postgres_role: app\n  absent: true\n")).ShouldBe(1);
    }

    [PostgresFact]
    public async Task A_database_and_its_extensions_are_made_changed_and_taken_away()
    {
        const string Database = """
            - postgres_role: "sh\"op"
            - postgres_database: shop
              owner: "sh\"op"
              locale: C
              connection_limit: 7
            - postgres_extension: shop/hstore
              schema: extra
            """;
        (await ApplyAsync(Database)).ShouldBe(3);
        (await ApplyAsync(Database)).ShouldBe(0);
        (await ApplyAsync(Database.Replace("7", "8", StringComparison.Ordinal).Replace("extra", "public", StringComparison.Ordinal))).ShouldBe(2);
        (await ApplyAsync("""
            - postgres_extension: shop/hstore
              absent: true
            - postgres_database: shop
              absent: true
            - postgres_role: "sh\"op"
              absent: true
            """)).ShouldBe(3);
    }

    [PostgresFact]
    public async Task What_the_server_refuses_is_told_in_its_words()
    {
        (await ApplyAsync("- postgres_role: owner\n- postgres_database: owned\n  owner: owner\n")).ShouldBe(2);
        var refused = await Should.ThrowAsync<StepException>(ApplyAsync("- postgres_role: owner\n  absent: true\n"));
        refused.Message.ShouldBe("""'DROP ROLE "owner"' is refused: role "owner" cannot be dropped because some objects depend on it (owner of database owned)""");
    }

    [PostgresFact]
    public async Task A_line_that_the_server_does_not_understand_is_not_loaded()
    {
        const string Line = "- postgres_hba: bad\n  type: local\n  users: [nobody]\n  method: peer\n  options: {mapp: x}\n";
        var refused = await Should.ThrowAsync<StepException>(ApplyAsync(Line));
        refused.Message.ShouldStartWith("PostgreSQL does not understand line ");
        (await ApplyAsync("- postgres_hba: bad\n  absent: true\n")).ShouldBe(1);
    }

    [PostgresFact]
    public async Task A_standby_is_read_and_left_alone()
    {
        await using var postgres = await RealPostgres.StartAsync();
        await postgres.FollowAsync();
        using var machine = postgres.Machine();
        var plan = await new Planner(Builtins.ResourceTypes, machine).PlanAsync(Catalog("- postgres_role: app\n- postgres_database: shop\n- postgres_role: postgres\n"));
        plan.Resources.Select(static planned => planned.Status).ShouldAllBe(static status => status == PlanStatus.Ok);
        plan.Resources.Select(static planned => planned.Reason is not null).ShouldBe([true, true, false]);
        using var folder = new TemporaryFolder();
        using var state = new StateFolder(folder.Path);
        state.Prepare();
        var report = await new Applier(Builtins.ResourceTypes, machine, new LinuxExecutor(machine, new NoContents()), state.Journal)
            .ApplyAsync(plan, new(1, "1", "case", "case"), isFresh: false, CancellationToken.None, CancellationToken.None);
        report.Status.ShouldBe(RunStatus.Unchanged);
        report.Resources.Select(static outcome => outcome.Reason is not null).ShouldBe([true, true, false]);
    }

    /// <returns>How many resources were changed.</returns>
    private async Task<int> ApplyAsync(string recipe)
    {
        using var machine = (await server.Value).Machine();
        var executor = new LinuxExecutor(machine, new NoContents());
        var catalog = Catalog(recipe);
        var changed = 0;
        foreach (var resource in catalog.Resources)
        {
            var type = Builtins.ResourceTypes[resource.Id.Type];
            var context = new ReadContext(catalog, machine);
            var found = await type.ReadAsync(resource, context, CancellationToken.None);
            found.Lacks.ShouldBeNull();
            var changes = type.Compare(resource, found);
            if (changes.IsEmpty)
                continue;
            changed++;
            foreach (var step in type.Steps(resource, found, changes))
                await executor.ExecuteAsync(step, CancellationToken.None);
            type.Compare(resource, await type.ReadAsync(resource, context, CancellationToken.None)).ShouldBeEmpty();
        }
        return changed;
    }

    private static Catalogs.Catalog Catalog(string recipe) => ResourceCases.Compile(ResourceTree.Of(recipe, []));

    /// <summary>One for all tests of the class that need it.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly Lazy<Task<RealPostgres>> _server = new(RealPostgres.StartAsync);

        public Task<RealPostgres> Value => _server.Value;

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync()
        {
            if (_server.IsValueCreated)
                await (await _server.Value).DisposeAsync();
        }
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class PostgresFactAttribute : FactAttribute
    {
        public PostgresFactAttribute()
        {
            if (LocalPostgres.Programs is null || !Environment.IsPrivilegedProcess)
                Skip = "needs root and PostgreSQL below /usr/lib/postgresql";
        }
    }
}
