using System.Collections.Immutable;
using System.Text;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Certificates;

/// <summary>The program that gets certificates from Let's Encrypt, and renews them by a timer of its own.</summary>
internal static class Certbot
{
    private const string Program = "/usr/bin/certbot";
    private const string Settings = "/etc/letsencrypt/cli.ini";

    public static string Chain(string name) => $"/etc/letsencrypt/live/{name}/fullchain.pem";

    public static string Key(string name) => $"/etc/letsencrypt/live/{name}/privkey.pem";

    public static bool IsInstalled(IFiles files) => files.Stat(Program) is not null;

    /// <summary>Whether its settings say how it proves that the names are this machine's.</summary>
    public static bool HasAuthenticator(IFiles files) => files.Read(Settings) is { } settings
        && Encoding.UTF8.GetString(settings.Span).Split('\n').Any(static line => line.TrimStart().StartsWith("authenticator", StringComparison.Ordinal));

    /// <param name="renews">Whether there is one already that will not do any more.</param>
    public static CommandSpec Command(string name, string mail, ImmutableArray<string> names, bool renews, bool hasAuthenticator) => new(
    [
        Program, "certonly", "--non-interactive", "--agree-tos", "-m", mail, "--cert-name", name,
        .. hasAuthenticator ? [] : ImmutableArray.Create("--standalone"),
        .. renews ? ImmutableArray.Create("--force-renewal", "--renew-with-new-domains") : [],
        .. names.SelectMany(static host => new[] { "-d", host }),
    ]);
}
