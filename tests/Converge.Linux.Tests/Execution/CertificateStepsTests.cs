using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Linux.Execution;
using Converge.Linux.Machine;
using Converge.Linux.Resources.Certificates;
using Converge.Plans;
using Converge.Resources;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Execution;

public sealed class CertificateStepsTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [RootFact]
    public async Task What_is_made_is_right_until_it_is_old()
    {
        Directory.CreateDirectory(_root["etc/ssl/converge"]);
        _root.Write("etc/passwd", "root:x:0:0::/root:/bin/sh\n");
        _root.Write("etc/group", "root:x:0:\n");
        using var machine = new LinuxMachine(_root.Path);
        var executor = new LinuxExecutor(machine, new NoContents());
        IResourceType type = new CertificateResource();
        foreach (var step in type.Steps(Desired, await Read(type, machine), await Changes(type, machine)))
            await executor.ExecuteAsync(step, CancellationToken.None);
        (await Changes(type, machine)).ShouldBeEmpty();
        File.ReadAllText(_root["etc/ssl/converge/site.pem"]).ShouldBe(File.ReadAllText(_root["etc/ssl/converge/site.crt"]) + File.ReadAllText(_root["etc/ssl/converge/site.key"]));
        File.GetUnixFileMode(_root["etc/ssl/converge/site.key"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await Changes(new CertificateResource(new Later(TimeSpan.FromDays(366))), machine)).ShouldBeEmpty();
        (await Changes(new CertificateResource(new Later(TimeSpan.FromDays(368))), machine)).ShouldHaveSingleItem().ToString().ShouldBe("days_left: 28 -> at least 30");
    }

    private static CatalogResource Desired { get; } = new(new("certificate", "site"), new("recipe.yaml", 1, 1))
    {
        Properties = new PropertyMap<CatalogProperty>()
            .With("self_signed", new(Value.True, default))
            .With("names", new(Value.From(ScriptArray.OfTexts(["site.example.com", "10.1.2.3"])), default)),
    };

    private static ValueTask<Finding> Read(IResourceType type, LinuxMachine machine) => type.ReadAsync(Desired, new(new("node", "test"), machine), CancellationToken.None);

    private static async Task<ImmutableArray<Change>> Changes(IResourceType type, LinuxMachine machine) => type.Compare(Desired, await Read(type, machine));

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
