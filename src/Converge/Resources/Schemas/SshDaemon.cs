namespace Converge.Resources.Schemas;

/// <summary>The configuration of sshd, which may be the only way to a machine.</summary>
internal static class SshDaemon
{
    private const string Configuration = "/etc/ssh/sshd_config";

    /// <param name="title">A path, and perhaps more behind it.</param>
    public static bool IsConfiguration(string title) =>
        title.StartsWith(Configuration, StringComparison.Ordinal) && title[Configuration.Length..] is "" or [':', ..] or ['.', 'd', '/', ..];
}
