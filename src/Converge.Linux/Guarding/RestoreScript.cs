using System.Text;

namespace Converge.Linux.Guarding;

/// <summary>
/// The script that puts everything back, whoever runs it: this program, a timer after its death, or the next boot. What is
/// decided first counts: a link 'decided' is made by whoever restores or confirms, and cannot be made twice.
/// </summary>
internal sealed class RestoreScript(string folder, GuardedPlaces places)
{
    /// <summary>The kernel's rules, where it had others than the files say.</summary>
    public const string Kept = "filter";

    /// <inheritdoc cref="Kept"/>
    public const string Kept6 = "filter6";

    // Nothing is said of a table that does not exist.
    public const string Keep = """
        "$1" -t filter > "$2" || exit
        grep -q '^[*]filter' "$2" || printf '*filter\n:INPUT ACCEPT\n:FORWARD ACCEPT\n:OUTPUT ACCEPT\nCOMMIT\n' > "$2"
        """;

    private const string LoadKept = """
        iptables-restore -w 10 < filter || status=1
        ip6tables-restore -w 10 < filter6 || status=1

        """;

    private const string Head = """
        status=0
        back() {
            rm -rf -- "$2.converge-$$"
            if cp -a -- "$1" "$2.converge-$$"; then
                if [ -d "$2" ] && [ ! -L "$2" ]; then rm -rf -- "$2"; fi
                mv -f -- "$2.converge-$$" "$2" || status=1
            else
                status=1
            fi
        }
        gone() {
            rm -rf -- "$1" || status=1
        }

        """;

    private const string LoadRules = """
        if grep -qi '^ENABLED=yes' /etc/ufw/ufw.conf && iptables -w -n -L ufw-user-input >/dev/null 2>&1; then
            iptables-restore -n -w 10 < /etc/ufw/user.rules || status=1
            if grep -qi '^IPV6=yes' /etc/default/ufw; then
                ip6tables-restore -n -w 10 < /etc/ufw/user6.rules || status=1
            fi
        fi

        """;

    private const string LoadAll = """
        if grep -qi '^ENABLED=yes' /etc/ufw/ufw.conf; then
            /lib/ufw/ufw-init force-reload || status=1
        else
            /lib/ufw/ufw-init force-stop || status=1
        fi

        """;

    private const string ReloadSshByHand = """
        if [ -s /run/sshd.pid ]; then
            kill -HUP "$(cat /run/sshd.pid)" || status=1
        fi

        """;

    /// <summary>Whether the kernel gets what it had, instead of what the files say.</summary>
    public bool LoadsKept { get; init; }

    /// <param name="title">What is guarded.</param>
    /// <param name="copies">The names of the copies in the folder; null where there was nothing.</param>
    /// <param name="sshUnit">The unit of the running sshd; null without systemd.</param>
    /// <param name="bootFiles">What starts it at a boot, and is not needed after that.</param>
    public string Of(string title, IReadOnlyList<string?> copies, string? sshUnit, IReadOnlyList<string> bootFiles)
    {
        var text = new StringBuilder("#!/bin/sh\n");
        text.Append($"# Puts back what was there before converge changed {title}. 'boot' as an argument: nothing is running yet.\n");
        text.Append("export PATH=/usr/sbin:/usr/bin:/sbin:/bin\n");
        text.Append($"cd {Quote(folder)} || exit 0\nln -s restore decided 2>/dev/null\n[ \"$(readlink decided)\" = restore ] || exit 0\n").Append(Head);
        for (var i = 0; i < copies.Count; i++)
            text.Append(copies[i] is { } copy ? $"back {Quote(copy)} {Quote(places.Paths[i])}\n" : $"gone {Quote(places.Paths[i])}\n");
        text.Append("sync\nif [ \"$1\" != boot ]; then\n:\n");
        AppendReloads(text, sshUnit);
        text.Append("fi\n");
        if (bootFiles.Count > 0)
            text.Append($"rm -f -- {string.Join(' ', bootFiles.Select(Quote))}\n");
        return text.Append("[ $status = 0 ] && : > restored\nexit $status\n").ToString();
    }

    private void AppendReloads(StringBuilder text, string? sshUnit)
    {
        if (places.TouchesUnits)
            text.Append("systemctl daemon-reload || status=1\n");
        if (LoadsKept)
            text.Append(LoadKept);
        else if (places.TouchesState)
            text.Append(LoadAll);
        else if (places.TouchesRules)
            text.Append(LoadRules);
        if (places.TouchesSsh)
            text.Append(sshUnit is null ? ReloadSshByHand : ReloadSsh(Quote(sshUnit)));
    }

    // An sshd that failed over and over is not started any more before that is forgotten.
    private static string ReloadSsh(string unit) => $"systemctl reset-failed {unit} 2>/dev/null\nsystemctl reload-or-restart {unit} || status=1\n";

    internal static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
