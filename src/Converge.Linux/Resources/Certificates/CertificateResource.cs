using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Certificates;

/// <summary><c>certificate</c>: made here, fetched by certbot, or given.</summary>
public sealed class CertificateResource(TimeProvider? time = null) : IResourceType, IWatchable
{
    private const int UsualDaysLeft = 30;
    private const int UsualDays = 397;
    private const string Missing = "missing";

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    public string Name => "certificate";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel) => new(Read(desired, context.Machine.Files));

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var present = (CertificateFinding)found;
        if (present.Text is not { } text)
            return [new(Comparison.Presence, Value.True, Value.False), .. Given(desired) is null ? [new("names", Value.Null, desired["names"])] : ImmutableArray<Change>.Empty];
        var changes = ImmutableArray.CreateBuilder<Change>();
        if (Given(desired) is { } given)
        {
            if (text != given)
                changes.Add(new(ContentChange.Property, Value.Text(text.Whole, secret: true), Value.Text(given.Whole, secret: true)));
        }
        else
            changes.AddRange(CompareKept(desired, present, text));
        if (text.Key.Length > 0 && present.Whole != text.Whole)
            changes.Add(new("pem", Value.From(present.Whole is null ? Missing : "out of date"), Value.From("certificate, chain and key")));
        if (present.KeyModes.Find(mode => mode is not null && mode != KeyMode(desired)) is { } was)
            changes.Add(new("key_mode", FileTraits.Digits(was), FileTraits.Digits(KeyMode(desired))));
        return changes.ToImmutable();
    }

    /// <summary>That it ages nothing tells.</summary>
    public IEnumerable<Watch> Watches(CatalogResource desired)
    {
        var files = new CertificateFiles(desired.Id.Title);
        return [new FileWatch(files.Chain), new FileWatch(files.Key), new FileWatch(files.Whole)];
    }

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var (files, mode, present) = (new CertificateFiles(desired.Id.Title), KeyMode(desired), (CertificateFinding)found);
        if (changes is [{ Property: "key_mode" }])
            return [new SetOwnership(files.Key, new("root", "root", mode)), new SetOwnership(files.Whole, new("root", "root", mode))];
        var folder = new MakeDirectory(CertificateFiles.Folder, new("root", "root", FileTraits.DirectoryMode));
        if (Given(desired) is { } given)
            return [folder, .. Write(files, given, mode)];
        if (desired["acme"].IsNull)
            return [folder, new MakeCertificate(files, Names(desired), Math.Max(UsualDays, DaysLeft(desired) * 2), mode)];
        var install = new InstallCertificate(files, Certbot.Chain(files.Name), Certbot.Key(files.Name), mode);
        return present.LiveIsGood ? [folder, install] : [new RunCommand(Certbot.Command(files.Name, desired["acme"].ToString(), Names(desired), present.Live is not null, present.HasAuthenticator)), folder, install];
    }

    /// <summary>The three files of a certificate, those with the key for root alone.</summary>
    internal static ImmutableArray<WriteFile> Write(CertificateFiles files, CertificateText text, int keyMode) =>
    [
        new(files.Key, FileContent.Of(Value.Text(text.Key, secret: true)), new("root", "root", keyMode), [], Backup: true),
        new(files.Chain, FileContent.Of(Value.From(text.Chain)), new("root", "root", FileTraits.FileMode), [], Backup: true),
        new(files.Whole, FileContent.Of(Value.Text(text.Whole, secret: true)), new("root", "root", keyMode), [], Backup: true),
    ];

    private CertificateFinding Read(CatalogResource desired, IFiles files)
    {
        var paths = new CertificateFiles(desired.Id.Title);
        var text = CertificateText.Read(paths.Chain, paths.Key, files);
        var found = new CertificateFinding
        {
            Exists = text is not null,
            Text = text,
            Whole = text is not null && files.Read(paths.Whole) is { } whole ? Encoding.UTF8.GetString(whole.Span) : null,
            KeyModes = [files.Stat(paths.Key)?.Mode, files.Stat(paths.Whole)?.Mode],
        };
        if (Given(desired) is { } given && (given.Chain.Length == 0 || !given.KeyFits()))
            return found with { Obstacle = given.Chain.Length == 0 ? "its content holds no certificate" : "its content holds no key that is that of its certificate" };
        if (desired["acme"].IsNull)
            return found;
        var live = CertificateText.Read(Certbot.Chain(paths.Name), Certbot.Key(paths.Name), files);
        return found with
        {
            LiveIsGood = live is not null && IsGood(desired, live),
            Live = live,
            HasAuthenticator = Certbot.HasAuthenticator(files),
            Lacks = Certbot.IsInstalled(files) ? null : new("package", "certbot"),
        };
    }

    /// <summary>One that is renewed here.</summary>
    private IEnumerable<Change> CompareKept(CatalogResource desired, CertificateFinding present, CertificateText text)
    {
        using var certificate = text.Parse();
        if (certificate is null)
        {
            yield return new("certificate", Value.From("unreadable"), Value.From("a certificate"));
            yield break;
        }
        var isOwn = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
        if (desired["self_signed"] == Value.True && !isOwn)
            yield return new("self_signed", Value.False, Value.True);
        var names = NamesOf(certificate);
        if (!names.SetEquals(Names(desired)))
            yield return new("names", Wishes.List(names), desired["names"]);
        if (DaysUntil(certificate) is var left && left < DaysLeft(desired))
            yield return new("days_left", Value.From(left), Value.From($"at least {DaysLeft(desired)}"));
        if (!text.KeyFits())
            yield return new("key", Value.From(text.Key.Length == 0 ? Missing : "that of another certificate"), Value.From("that of the certificate"));
        if (!desired["acme"].IsNull && present.Live?.Chain != text.Chain)
        {
            yield return present.LiveIsGood
                ? new("acme", Value.From("an older certificate"), Value.From("the one that certbot has"))
                : new("acme", Value.From(isOwn ? "signed by itself" : "from somebody else"), Value.From("one that certbot gets"));
        }
    }

    private bool IsGood(CatalogResource desired, CertificateText text)
    {
        using var certificate = text.Parse();
        return certificate is not null && text.KeyFits() && NamesOf(certificate).SetEquals(Names(desired)) && DaysUntil(certificate) >= DaysLeft(desired);
    }

    private int DaysUntil(X509Certificate2 certificate) => (int)Math.Floor((certificate.NotAfter.ToUniversalTime() - _time.GetUtcNow().UtcDateTime).TotalDays);

    private static SortedSet<string> NamesOf(X509Certificate2 certificate)
    {
        var names = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            names.UnionWith(extension.EnumerateDnsNames());
            names.UnionWith(extension.EnumerateIPAddresses().Select(static address => address.ToString()));
        }
        return names;
    }

    private static CertificateText? Given(CatalogResource desired) => desired["content"] is { IsNull: false } text ? CertificateText.Of(text.Reveal()) : null;

    private static ImmutableArray<string> Names(CatalogResource desired) => FileTraits.Words(desired["names"]);

    private static int DaysLeft(CatalogResource desired) => desired["days_left"].Kind == ValueKind.Int ? desired["days_left"].AsInt() : UsualDaysLeft;

    private static int KeyMode(CatalogResource desired) => FileTraits.Mode(desired["key_mode"]) ?? FileTraits.SecretMode;

    private sealed record CertificateFinding : Finding
    {
        public CertificateText? Text { get; init; }

        /// <summary>The file that holds all in one.</summary>
        public string? Whole { get; init; }

        /// <summary>Of the two files that hold the key.</summary>
        public List<int?> KeyModes { get; init; } = [];

        public CertificateText? Live { get; init; }

        /// <summary>Whether what certbot has will do, so that it need not ask for another.</summary>
        public bool LiveIsGood { get; init; }

        public bool HasAuthenticator { get; init; }
    }
}
