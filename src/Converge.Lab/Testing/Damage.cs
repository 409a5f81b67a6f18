using Converge.Resources;

namespace Converge.Lab.Testing;

/// <summary>How somebody could spoil what a resource keeps in order.</summary>
/// <param name="Scripts">
/// For a shell that has the title as <c>$1</c>; the second is tried if nobody notices the first, since a recipe need not
/// declare everything about a resource. One that ends with <see cref="Nothing"/> found nothing to spoil.
/// </param>
public sealed record Damage(params IReadOnlyList<string> Scripts)
{
    public const int Nothing = 3;

    /// <summary>Which other resources suffer, too, so that they may be repaired as well.</summary>
    public Predicate<ResourceId> Spreads { get; init; } = static _ => false;
}

/// <summary>How each type of resource is damaged.</summary>
public static class Damages
{
    private const string Append = """[ -f "$file" ] || exit 3; printf '\n# damage\n' >>"$file" """;

    // On a standby nothing can be spoilt, nor mended.
    private const string Psql = """cd /; [ "$(runuser -u postgres -- psql -Atc 'select pg_is_in_recovery()')" = f ] || exit 3; runuser -u postgres -- psql -q""";

    private const string OfUnit = """case $1 in *.*) unit=$1 ;; *) unit=$1.service ;; esac; """;

    /// <summary>Null if only the recipe knows what could be spoilt.</summary>
    public static Damage? Of(ResourceId id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Type switch
        {
            "file" => new("""if [ -e "$1" ]; then printf '\n# damage\n' >>"$1"; else echo damage >"$1"; fi""", """chmod 0602 "$1" """, """rm "$1" """),
            "directory" => new("""if [ -d "$1" ]; then chmod 0701 "$1"; else mkdir "$1"; fi""", """chown daemon "$1" """, """rmdir "$1" 2>/dev/null || exit 3"""),
            "link" => new("""ln -sfn /damage "$1" """),
            "download" => new("""printf damage >>"$1" """),
            "archive" => new("""set -- "$(find "$1" -type f | head -n 1)"; [ -n "$1" ] || exit 3; rm "$1" """),
            "package" => new("""export SUDO_FORCE_REMOVE=yes; dpkg --remove --force-depends "$1" """) { Spreads = static _ => true },
            "apt_repository" => new($"file=/etc/apt/sources.list.d/$1.sources; {Append}"),
            "apt_pin" => new($"file=/etc/apt/preferences.d/$1.pref; {Append}"),
            "service" => OfService,
            "unit" => new($"{OfUnit} file=/etc/systemd/system/$unit; {Append}", $"{OfUnit} file=$(find /etc/systemd/system/$unit.d -name '*.conf' 2>/dev/null | head -n 1); {Append}"),
            "timer" => new($"file=/etc/systemd/system/$1.timer; {Append}"),
            "firewall" => new("ufw delete $1"),
            "firewall_policy" => new("ufw --force disable", "ufw default reject incoming", "iptables -P INPUT ACCEPT; iptables -F; iptables -X", "iptables -F INPUT"),
            "user" => OfUser,
            "group" => OfGroup,
            "sudo" => new("""file=/etc/sudoers.d/$1; if [ -e "$file" ]; then echo '# damage' >>"$file"; else echo '# damage' >"$file"; fi"""),
            "ssh_known_host" => new("""grep -q "$1" /etc/ssh/ssh_known_hosts 2>/dev/null || exit 3; sed -i "/$1/d" /etc/ssh/ssh_known_hosts"""),
            "hosts_entry" => new("""grep -q "^$1[[:space:]]" /etc/hosts || exit 3; sed -i "/^$1[[:space:]]/d" /etc/hosts"""),
            "hostname" => new("echo damage >/etc/hostname; hostname damage"),
            "timezone" => new("ln -sfn /usr/share/zoneinfo/Pacific/Chatham /etc/localtime"),
            "locale" => new("""grep -q "^$1" /etc/locale.gen || exit 3; sed -i "/^$1/d" /etc/locale.gen"""),
            "sysctl" => new("""file=/etc/sysctl.d/90-converge-$1.conf; [ -e "$file" ] || exit 3; rm "$file" """),
            "kernel_module" => new("""set -- /etc/modules-load.d/converge-$1.conf /etc/modprobe.d/converge-$1.conf; rm "$1" 2>/dev/null || rm "$2" 2>/dev/null || exit 3"""),
            "mount" => new("""umount "$1" """),
            "cron" => new($"file=/etc/cron.d/$1; {Append}"),
            "git" => new("""cd / && runuser -u "$(stat -c %U "$1")" -- git -C "$1" -c user.name=damage -c user.email=damage@localhost commit --quiet --allow-empty --message damage"""),
            "venv" => new("""rm "$1/bin/python" "$1/pyvenv.cfg" """),
            "postgres_role" => new($"""{Psql} -c "alter role \"$1\" connection limit 1 nologin" || runuser -u postgres -- psql -qc "create role \"$1\"" """, $"""{Psql} -c "alter role \"$1\" password 'damage'" """),
            "postgres_database" => new($"""{Psql} -c "alter database \"$1\" owner to postgres" """, $"""{Psql} -c "alter database \"$1\" connection limit 1" """),
            "postgres_extension" => new($$"""{{Psql}} -d "${1%/*}" -c "drop extension \"${1##*/}\" cascade" """),
            "postgres_hba" => new("""set -- "$1" /etc/postgresql/*/*/pg_hba.conf; grep -q "  # $1\$" "$2" || exit 3; sed -i "/  # $1\$/d" "$2" """),
            "rabbitmq_vhost" => new("""rabbitmqctl -q list_vhosts | grep -qxF "$1" || exit 3; rabbitmqctl -q delete_vhost "$1" """) { Spreads = static other => other.Type == "rabbitmq_user" },
            "rabbitmq_user" => new(
                """if rabbitmqctl -q list_users | cut -f 1 | grep -qxF "$1"; then echo damage | rabbitmqctl -q change_password "$1"; else echo damage | rabbitmqctl -q add_user "$1"; fi""",
                """rabbitmqctl -q set_user_tags "$1" administrator"""),
            "certificate" => new("""rm "/etc/ssl/converge/$1.crt" """),
            _ => null,
        };
    }

    /// <summary>Some user's own group cannot be removed, but it may have members.</summary>
    private static Damage OfGroup { get; } = new(
        """getent group "$1" >/dev/null || { groupadd "$1"; exit; }; groupdel "$1" 2>/dev/null && exit; getent group "$1" | grep -q '[^:]$' || exit 3; gpasswd --members "" "$1" """);

    /// <summary>What a socket starts again at once is not damaged by being stopped, nor is one by being started that cannot start as it is configured.</summary>
    private static Damage OfService { get; } = new(
        $$"""{{OfUnit}} systemctl is-active --quiet "$unit" || { systemctl start "$unit" 2>/dev/null && sleep 0.5 && systemctl is-active --quiet "$unit" && exit; systemctl stop "$unit"; exit 3; }; systemctl stop "$unit" 2>/dev/null; sleep 1; ! systemctl is-active --quiet "$unit" || exit 3""",
        $$"""{{OfUnit}} systemctl is-enabled --quiet "$unit" || exit 3; systemctl disable --quiet "$unit" """)
    {
        // systemd removes what it made for the service when it stops.
        Spreads = static other => other.Type == "directory" && other.Title.StartsWith("/run/", StringComparison.Ordinal),
    };

    private static Damage OfUser { get; } = new(
        """getent passwd "$1" >/dev/null || { useradd "$1"; exit; }; usermod --shell /bin/damage "$1" """,
        """usermod --comment damage "$1" """,
        """home=$(getent passwd "$1" | cut -d: -f6); [ -f "$home/.ssh/authorized_keys" ] || exit 3; echo damage >>"$home/.ssh/authorized_keys" """);
}
