using Converge.Resources.Types;

namespace Converge.Resources.Schemas;

/// <summary>Certificates and their keys.</summary>
internal static class CertificateSchemas
{
    public static ResourceSchema Certificate { get; } = new(
        "certificate",
        "A certificate for TLS and its key, which is renewed in time. In /etc/ssl/converge are NAME.crt (certificate and chain), NAME.key (the key), and NAME.pem (all in one, as haproxy wants it).",
        LabelText.Dotted,
        [
            new("self_signed", BoolType.Instance, "True: it is made on the machine and signed by itself."),
            new("acme", HostText.Mail, "The mail address of an account with Let's Encrypt, where certbot gets it; on port 80, unless /etc/letsencrypt/cli.ini says how else ('authenticator', 'http-01-port') or where ('server')."),
            new("content", PlainText.Content, "Certificate, chain and key in PEM, as somebody else made them."),
            new("names", new ListType(HostText.CertificateName, "names of hosts") { NeedsItem = true }, "The names it is for."),
            new("days_left", new IntegerType("a number of days", 1, 3650), "It is renewed when fewer days are left. Default: 30."),
            new("key_mode", ModeText.Instance, "The permissions of the two files that hold the key, which belong to root. Default: 0600."),
        ])
    {
        Rule = static check =>
        {
            check.ExactlyOne(["self_signed", "acme", "content"]);
            if (check.Has("content") && check.Has("days_left"))
                check.Fail("days_left", "'days_left' means nothing beside 'content', which is not renewed");
            if (!check.Has("content") && !check.Has("names"))
                check.Fail("", $"{check.Id} needs 'names'");
        },
    };
}
