using System.Collections.Frozen;
using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Resources.Schemas;

namespace Converge.Resources;

/// <summary>All types of resources: the table of contents.</summary>
public static class ResourceTypes
{
    public static ImmutableArray<ResourceSchema> All { get; } =
    [
        FileSchemas.File,
        FileSchemas.Directory,
        FileSchemas.Link,
        TextSchemas.Line,
        TextSchemas.Block,
        PackageSchemas.Package,
        PackageSchemas.AptRepository,
        PackageSchemas.AptPin,
        ServiceSchemas.Service,
        ServiceSchemas.Unit,
        ServiceSchemas.Timer,
        FirewallSchemas.Firewall,
        FirewallSchemas.Policy,
        AccountSchemas.User,
        AccountSchemas.Group,
        AccountSchemas.Sudo,
        HostSchemas.KnownHost,
        HostSchemas.HostsEntry,
        HostSchemas.Hostname,
        HostSchemas.Timezone,
        HostSchemas.Locale,
        KernelSchemas.Sysctl,
        KernelSchemas.Module,
        KernelSchemas.Mount,
        KernelSchemas.Swap,
        CommandSchemas.Cron,
        CommandSchemas.Command,
        SourceSchemas.Download,
        SourceSchemas.Archive,
        SourceSchemas.Git,
        SourceSchemas.Venv,
        CertificateSchemas.Certificate,
        PostgresSchemas.Role,
        PostgresSchemas.Database,
        PostgresSchemas.Extension,
        PostgresSchemas.Hba,
        RabbitSchemas.Vhost,
        RabbitSchemas.User,
        RebootSchemas.Reboot,
    ];

    private static readonly FrozenDictionary<string, ResourceSchema> ByName = All.ToFrozenDictionary(
        static s => s.Name,
        StringComparer.Ordinal);

    private static readonly Place Nowhere = new(YamlDocument.Parse(SourceText.From("", ""), [])!);

    /// <summary>For suggestions.</summary>
    public static IEnumerable<string> Names => All.Select(static s => s.Name);

    public static ResourceSchema? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>What a title is called in an id: a text is itself, a list of words is quoted as for a shell.</summary>
    public static string TitleText(Value title) =>
        title.As<ScriptList>() is { } words ? string.Join(' ', words.Select(static word => ShellWord(word.ToString()))) : title.ToString();

    /// <summary>With the title as its type writes it, so that <c>service[nginx]</c> finds what <c>service: nginx.service</c> declares.</summary>
    public static ResourceId Canonical(ResourceId id)
    {
        if (Find(id.Type) is not { TitleIsList: false } schema)
            return id;
        return schema.Title.Check(Value.From(id.Title), Nowhere, []) is { } title ? id with { Title = TitleText(title) } : id;
    }

    private static string ShellWord(string word)
    {
        var isBare = word.Length > 0
            && word.All(static c => char.IsAsciiLetterOrDigit(c) || "_@%+=:,./-".Contains(c, StringComparison.Ordinal));
        return isBare ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
