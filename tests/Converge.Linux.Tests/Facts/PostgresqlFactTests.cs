using Converge.Linux.Facts;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Facts;

public sealed class PostgresqlFactTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    [Fact]
    public void Without_a_cluster_there_is_no_fact()
    {
        Read().IsNull.ShouldBeTrue();
        Directory.CreateDirectory(_root["var/lib/postgresql/15/broken"]);
        Read().IsNull.ShouldBeTrue();
    }

    [Fact]
    public void A_standby_is_told_by_its_signal()
    {
        Cluster("15/main");
        Read().ToString().ShouldContain("""version: "15", cluster: "main", role: "primary", running: false""");
        File.WriteAllText(_root["var/lib/postgresql/15/main/standby.signal"], "");
        Read().ToString().ShouldContain("""role: "standby", running: false""");
    }

    [Fact]
    public void The_newest_one_stands_for_all()
    {
        Cluster("9.6/old");
        Cluster("15/main");
        Cluster("15/second");
        var fact = Read().As<Language.Values.ScriptObject>()!;
        fact["version"].ToString().ShouldBe("15");
        fact["cluster"].ToString().ShouldBe("main");
        fact["clusters"].AsArray().Select(static cluster => cluster.As<Language.Values.ScriptObject>()!["cluster"].ToString()).ShouldBe(["main", "second", "old"]);
    }

    [Fact]
    public void It_runs_if_its_process_does()
    {
        Cluster("15/main");
        File.WriteAllText(_root["var/lib/postgresql/15/main/postmaster.pid"], "123\n/data\n");
        Read().ToString().ShouldContain("running: false");
        Directory.CreateDirectory(_root["proc/123"]);
        File.WriteAllText(_root["proc/123/comm"], "bash\n");
        Read().ToString().ShouldContain("running: false");
        File.WriteAllText(_root["proc/123/comm"], "postgres\n");
        Read().ToString().ShouldContain("running: true");
    }

    public void Dispose() => _root.Dispose();

    private Language.Values.Value Read() => new PostgresqlFact(_root.Path).Read();

    private void Cluster(string name)
    {
        Directory.CreateDirectory(_root[$"var/lib/postgresql/{name}"]);
        File.WriteAllText(_root[$"var/lib/postgresql/{name}/PG_VERSION"], name.Split('/')[0]);
    }
}
