using System.Collections.Frozen;
using System.Collections.Immutable;
using Converge.Facts;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Linux.Facts;
using Converge.Linux.Resources;
using Converge.Linux.Resources.Boot;
using Converge.Linux.Resources.Certificates;
using Converge.Linux.Resources.Sources;
using Converge.Linux.Resources.Mounts;
using Converge.Linux.Resources.Postgres;
using Converge.Linux.Resources.Rabbit;
using Converge.Linux.Resources.Users;
using Converge.Resources;

namespace Converge.Linux;

/// <summary>Everything that this project knows to read and to manage: the table of contents.</summary>
public static class Builtins
{
    public static FrozenDictionary<string, IResourceType> ResourceTypes { get; } = new IResourceType[]
    {
        new AptPinResource(),
        new AptRepositoryResource(),
        new ArchiveResource(),
        new BlockResource(),
        new CertificateResource(),
        new CommandResource(),
        new CronResource(),
        new DirectoryResource(),
        new DownloadResource(),
        new FileResource(),
        new FirewallPolicyResource(),
        new FirewallResource(),
        new GitResource(),
        new GroupResource(),
        new HostnameResource(),
        new HostsEntryResource(),
        new KernelModuleResource(),
        new KnownHostResource(),
        new LineResource(),
        new LinkResource(),
        new LocaleResource(),
        new MountResource(),
        new PackageResource(),
        new PostgresDatabaseResource(),
        new PostgresExtensionResource(),
        new PostgresHbaResource(),
        new PostgresRoleResource(),
        new RabbitUserResource(),
        new RabbitVhostResource(),
        new RebootResource(),
        new ServiceResource(),
        new SudoResource(),
        new SwapResource(),
        new SysctlResource(),
        new TimerResource(),
        new TimezoneResource(),
        new UnitResource(),
        new UserResource(),
        new VenvResource(),
    }.ToFrozenDictionary(static type => type.Name, StringComparer.Ordinal);

    public static ImmutableArray<IFact> Facts { get; } =
    [
        new CpuFact(),
        new EnrolledFact(),
        new FileSystemsFact(),
        new FqdnFact(),
        new HostnameFact(),
        new KernelFact(),
        new MemoryFact(),
        new NetworkFact(),
        new OsFact(),
        new PostgresqlFact(),
        new SystemdFact(),
        new TimeZoneFact(),
        new UsersFact(),
        new VirtualizationFact(),
    ];

    /// <summary>All facts of this machine. One that cannot be read is left out: who needs it is told so.</summary>
    /// <param name="warnings">What is wrong with those that somebody added.</param>
    public static FactSet ReadFacts(out IReadOnlyList<Diagnostic> warnings)
    {
        var custom = new CustomFacts();
        var facts = new ScriptObject(Facts.Length);
        foreach (var fact in Facts)
        {
            if (TryRead(fact) is { IsNull: false } value)
                facts.Set(fact.Name, value);
        }
        foreach (var (name, value) in custom.Read(Facts.Select(static fact => fact.Name).ToHashSet(StringComparer.Ordinal)))
            facts.Set(name, value);
        warnings = custom.Warnings;
        return FactSet.Of(facts);
    }

    private static Value TryRead(IFact fact)
    {
        try
        {
            return fact.Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Value.Null;
        }
    }
}
