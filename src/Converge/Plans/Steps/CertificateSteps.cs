using System.Collections.Immutable;

namespace Converge.Plans;

/// <summary>Where a certificate and its key are; programs want them in different ways.</summary>
/// <param name="Name">Of the resource.</param>
public sealed record CertificateFiles(string Name)
{
    public const string Folder = "/etc/ssl/converge";

    /// <summary>The certificate and its chain.</summary>
    public string Chain => $"{Folder}/{Name}.crt";

    public string Key => $"{Folder}/{Name}.key";

    /// <summary>All in one: certificate, chain, key.</summary>
    public string Whole => $"{Folder}/{Name}.pem";
}

/// <summary>Makes a key, and a certificate that is signed with it.</summary>
/// <param name="Days">How long it is good for.</param>
public sealed record MakeCertificate(CertificateFiles Files, ImmutableArray<string> Names, int Days, int KeyMode) : Step
{
    public override string ToString() => $"make a certificate for {string.Join(", ", Names)} in {Files.Chain}";
}

/// <summary>Puts a certificate that another program keeps in files where everything looks for it.</summary>
public sealed record InstallCertificate(CertificateFiles Files, string Chain, string Key, int KeyMode) : Step
{
    public override string ToString() => $"copy {Chain} and its key to {Files.Chain}";
}
