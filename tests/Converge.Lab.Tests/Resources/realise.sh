# What a case says of a machine is made so, a function for each kind of line. What cannot be made so ends it: a machine
# that is otherwise than the case says would prove nothing.
set -eu
export DEBIAN_FRONTEND=noninteractive SUDO_FORCE_REMOVE=yes
cases=/var/lib/cases

cannot() {
    printf 'cannot be made so here: %s\n' "$*" >&2
    exit 65
}

# --- accounts: straight into the files, which is how the cases put them

next_number() {
    awk -F: '$3 >= 2000 && $3 < 3000 && $3 >= n { n = $3 + 1 } END { print n ? n : 2000 }' "$1"
}

needs_group() {
    grep -q "^$1:" /etc/group || printf '%s:x:%s:\n' "$1" "$(next_number /etc/group)" >>/etc/group
}

needs_user() {
    grep -q "^$1:" /etc/passwd && return
    printf '%s:x:%s:100::/home/%s:/bin/sh\n' "$1" "$(next_number /etc/passwd)" "$1" >>/etc/passwd
    printf '%s:!:19000:0:99999:7:::\n' "$1" >>/etc/shadow
}

group() {
    sed -i "/^$1:/d" /etc/group /etc/gshadow
    printf '%s:x:%s:%s\n' "$1" "$2" "$3" >>/etc/group
    printf '%s:!::%s\n' "$1" "$3" >>/etc/gshadow
}

user() {
    sed -i "/^$1:/d" /etc/passwd /etc/shadow
    printf '%s:x:%s:%s:%s:%s:%s\n' "$1" "$2" "$3" "$7" "$4" "$5" >>/etc/passwd
    [ "$6" = '?' ] || printf '%s:%s:19000:0:99999:7:::\n' "$1" "$6" >>/etc/shadow
}

# --- files

kernel_setting() {
    [ -e "$1" ] || cannot "there is no $1"
    [ "$(tr -s '\t\n' '  ' <"$1")" = "$(printf '%s' "$2" | tr -s '\t\n' '  ')" ] || printf '%s' "$2" >"$1" || cannot "$1 may not be written"
}

# A table of the kernel that no node may change: the case's own lies over it, and is good for a plan alone.
over() {
    mkdir -p "$cases/over"
    printf '%s' "$2" >"$cases/over/${1##*/}"
    mount --bind "$cases/over/${1##*/}" "$1"
}

put() {
    case $1 in
        /proc/self/mountinfo) return ;;
        /proc/sys/kernel/hostname)
            hostname "$4"
            return
            ;;
        /proc/sys/kernel/*)
            over "$1" "$4"
            return
            ;;
        /proc/sys/*)
            kernel_setting "$1" "$4"
            return
            ;;
        /proc/*)
            over "$1" "$4"
            return
            ;;
        /sys/*) cannot "$1 is not a file to be written" ;;
    esac
    mkdir -p "$(dirname "$1")"
    # Of a program only its being there matters.
    [ -z "$4" ] && [ -f "$1" ] || {
        rm -rf "$1"
        printf '%s' "$4" >"$1"
    }
    chown "$2" "$1"
    chmod "$3" "$1"
}

directory() {
    case $1 in
        /sys/module/*) mountpoint -q /sys/module || mount -t tmpfs tmpfs /sys/module ;;
    esac
    mkdir -p "$1"
    chown "$2" "$1"
    # One digit more, and what a directory inherited goes.
    chmod "0$3" "$1"
}

link_to() {
    mkdir -p "$(dirname "$1")"
    rm -rf "$1"
    ln -s "$2" "$1"
}

sized() {
    mkdir -p "$(dirname "$1")"
    head -c "$2" /dev/zero >"$1"
    chmod "$3" "$1"
}

absent() {
    case $1 in
        /proc/* | /sys/* | /dev/*) ;;
        *) rm -rf "$1" ;;
    esac
    [ ! -e "$1" ] && [ ! -L "$1" ] || cannot "$1 is there"
}

# The kernel has files that also root may not read: one of them is put over it.
unreadable() {
    [ -e "$1" ] || : >"$1"
    mount --bind /proc/sys/net/ipv4/route/flush "$1"
}

mounted() {
    [ "$3" = tmpfs ] || cannot "there is no device for $1"
    mkdir -p "$1"
    mount -t tmpfs -o "$4" "$2" "$1"
}

# answering PROGRAM NAME SCRIPT: the script, and behind it the program itself
answering() {
    case $1 in
        /*)
            [ ! -e "$1" ] || mv "$1" "$1.real"
            script=$1 real=$1.real
            ;;
        *) script=/usr/local/bin/$2 real=/usr/bin/$2 ;;
    esac
    printf '%s[ -e %s ] || exit 127\nexec %s "$@"\n' "$3" "$real" "$real" >"$script"
    chmod 755 "$script"
}

# --- packages: small ones of the names and versions that the case has, in a repository of this machine

own_sources() {
    rm -rf /etc/apt/sources.list /etc/apt/sources.list.d /var/lib/apt/lists/*
    mkdir -p /etc/apt/sources.list.d "$cases/debs"
}

# What is installed here is packed again with the version that the case says; anything else is an empty package.
pack() {
    tree=$(mktemp -d)
    mkdir "$tree/DEBIAN"
    chmod 755 "$tree" "$tree/DEBIAN"
    if [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; then
        dpkg -L "$1" | while read -r path; do
            # Some have /lib, which is a link to another folder.
            case $path in /bin | /sbin | /lib) mkdir -p "$tree$path" && continue ;; esac
            if [ -d "$path" ] && [ ! -L "$path" ]; then mkdir -p "$tree$path"; elif [ -e "$path" ] || [ -L "$path" ]; then cp -a "$path" "$tree$path"; fi
        done
        for script in preinst postinst prerm postrm conffiles templates config triggers; do
            [ ! -e "/var/lib/dpkg/info/$1.$script" ] || cp -a "/var/lib/dpkg/info/$1.$script" "$tree/DEBIAN/$script"
        done
        dpkg-query -s "$1" | awk -v version="$2" '/^[^ ]/ { skip = /^(Status|Conffiles):/ } skip { next } /^Version:/ { $0 = "Version: " version } { print }' >"$tree/DEBIAN/control"
    else
        printf 'Package: %s\nVersion: %s\nArchitecture: all\nMaintainer: cases <cases@example.com>\nDescription: made for a case\n' "$1" "$2" >"$tree/DEBIAN/control"
    fi
    [ ! -d "$cases/content/$1" ] || cp -a "$cases/content/$1/." "$tree/"
    [ -z "${4:-}" ] || {
        mkdir -p "$tree/etc"
        : >"$tree/etc/$1.conf"
        printf '/etc/%s.conf\n' "$1" >"$tree/DEBIAN/conffiles"
    }
    mkdir -p "$3"
    dpkg-deb -Znone --root-owner-group -b "$tree" "$3/$1_$(printf '%s' "$2" | tr : %).deb" >/dev/null
    rm -rf "$tree"
}

# available RELEASE NAME VERSION...
available() {
    release=$1 name=$2
    shift 2
    mkdir -p "$cases/repository/$release"
    for version; do pack "$name" "$version" "$cases/repository/$release"; done
}

installed() {
    pack "$1" "$2" "$cases/debs" "$([ "$3" != config-files ] || echo conffile)"
    dpkg --force-depends -i "$cases/debs/$1_$(printf '%s' "$2" | tr : %).deb" >/dev/null
    case $3 in
        installed) ;;
        config-files) dpkg --force-depends --remove "$1" >/dev/null ;;
        *) cannot "a package that is $3" ;;
    esac
    [ "$4" = no ] || printf '%s hold\n' "$1" | dpkg --set-selections
}

not_installed() {
    [ -z "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" ] || dpkg --force-all --purge "$1" >/dev/null 2>&1
}

index() {
    (
        cd "$1"
        for deb in *.deb; do
            [ -e "$deb" ] || continue
            dpkg-deb -f "$deb"
            printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$deb" "$(stat -c %s "$deb")" "$(sha256sum "$deb" | cut -d ' ' -f 1)"
        done >Packages
        printf 'Suite: %s\nCodename: %s\nSHA256:\n %s %s Packages\n' "${1##*/}" "${1##*/}" "$(sha256sum Packages | cut -d ' ' -f 1)" "$(stat -c %s Packages)" >Release
    )
    printf 'deb [trusted=yes] file:%s ./\n' "$1" >>/etc/apt/sources.list.d/cases.list
}

# lists SECONDS: how old they are; 'none' if there are none
lists() {
    mkdir -p "$cases/repository/bookworm"
    for folder in "$cases"/repository/*; do index "$folder"; done
    [ "$1" != none ] || return 0
    apt-get -qq --error-on=any update
    [ "$1" = 0 ] || for stamp in /var/lib/apt/lists /var/lib/apt/lists/partial /var/lib/apt/periodic/update-success-stamp; do
        [ ! -e "$stamp" ] || touch -d "$1 seconds ago" "$stamp"
    done
}

interrupted() {
    dpkg-query -s hostname >/var/lib/dpkg/updates/0001
}

# --- units

# unit NAME ACTIVE SUB ENABLED: its file, unless the case brought one
unit_file() {
    [ ! -e "/etc/systemd/system/$1" ] && [ ! -e "/etc/init.d/${1%.service}" ] || return 0
    file=/usr/lib/systemd/system/$1
    case $1:$2:$3 in
        *:transient) return ;;
        *.mount:*)
            printf 'tmpfs %s tmpfs defaults 0 0\n' "$(systemd-escape --unescape --path "${1%.mount}")" >>/etc/fstab
            return
            ;;
    esac
    case $1 in
        *.timer)
            printf '[Timer]\nOnCalendar=yearly\n' >"$file"
            printf '[Service]\nType=oneshot\nExecStart=/bin/true\n' >"${file%.timer}.service"
            ;;
        *)
            case $2 in
                failed) printf '[Service]\nExecStart=/bin/false\n' ;;
                activating/start) printf '[Service]\nType=notify\nTimeoutStartSec=infinity\nExecStart=/bin/sleep infinity\n' ;;
                activating/auto-restart) printf '[Service]\nExecStart=/bin/false\nRestart=always\nRestartSec=1h\n' ;;
                *) printf '[Service]\nExecStart=/bin/sleep infinity\nExecReload=/bin/true\n' ;;
            esac >"$file"
            ;;
    esac
    case $3 in
        static) ;;
        *) printf '[Install]\nWantedBy=multi-user.target\n' >>"$file" ;;
    esac
}

unit_state() {
    case $3 in
        enabled) systemctl -q enable "$1" ;;
        enabled-runtime) systemctl -q --runtime enable "$1" ;;
        # An empty file masks, too.
        masked) [ -e "/etc/systemd/system/$1" ] || systemctl -q mask "$1" ;;
        transient) systemd-run --quiet --unit="$1" /bin/sleep infinity ;;
    esac
    case $2:$3 in
        active:transient) ;;
        active:*) systemctl start "$1" ;;
        failed:*) systemctl start "$1" || : ;;
        activating/start:*) systemctl --no-block start "$1" ;;
        activating/auto-restart:*) systemctl start "$1" || : ;;
    esac
}

# Whether it is as the case says; what fails or starts takes its time.
unit_is() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        found="$(systemctl show -P LoadState "$1") $(systemctl show -P ActiveState "$1")$([ "${3#*/}" = "$3" ] || printf '/%s' "$(systemctl show -P SubState "$1")") $(systemctl show -P UnitFileState "$1")"
        [ "$found" != "$2 $3 $4" ] || return 0
        sleep 0.1
    done
    cannot "$1 is $found, and not $2 $3 $4"
}

no_unit() {
    [ "$(systemctl show -P LoadState "$1")" = not-found ] || cannot "there is a unit $1"
}

stale() {
    touch -d '1 second' "$(systemctl show -P FragmentPath "$1")"
}

no_systemd() {
    mount -t tmpfs tmpfs /run/systemd
}

# --- the network

# Somebody who is logged in: a peer behind a link of its own, and a connection of it to sshd.
session() {
    ip netns add peer
    ip link add eth0 type veth peer name eth1 netns peer
    ip address add "$2/8" dev eth0
    ip link set eth0 up
    ip -n peer address add "$1/8" dev eth1
    ip -n peer link set eth1 up
    systemctl start ssh
    ip netns exec peer setsid python3 -c "import socket, time; s = socket.create_connection(('$2', $3)); time.sleep(3600)" </dev/null >/dev/null 2>&1 &
    for _ in $(seq 50); do
        [ -z "$(ss -Htn state established "dst $1")" ] || return 0
        sleep 0.1
    done
    cannot "there is no session of $1"
}

no_ufw() {
    dpkg --force-all --purge ufw >/dev/null 2>&1
}

# --- other machines

# serve HOST PATH: what comes in is what https://HOST/PATH is
serve() {
    mkdir -p "$(dirname "$cases/www/$1/$2")"
    cat >"$cases/www/$1/$2"
}

# The hosts that something is served of are this one.
web() {
    hosts=$(cd "$cases/www" && echo *)
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=cases -keyout "$cases/web.key" -out "$cases/web.crt" \
        -addext "subjectAltName=DNS:$(printf %s "$hosts" | sed 's/ /,DNS:/g')" 2>/dev/null
    cp "$cases/web.crt" "/etc/ssl/certs/$(openssl x509 -hash -noout -in "$cases/web.crt").0"
    cat "$cases/web.crt" >>/etc/ssl/certs/ca-certificates.crt
    printf '127.0.0.1 %s\n' "$hosts" >>/etc/hosts
    cat >"$cases/web.py" <<'PY'
import http.server, os, ssl, threading
class Handler(http.server.SimpleHTTPRequestHandler):
    def translate_path(self, path):
        return '/var/lib/cases/www/' + self.headers['Host'].split(':')[0] + path.split('?')[0]
    def log_message(self, *args):
        pass
def listen(port):
    return http.server.ThreadingHTTPServer(('127.0.0.1', port), Handler)
secure = listen(443)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain('/var/lib/cases/web.crt', '/var/lib/cases/web.key')
secure.socket = context.wrap_socket(secure.socket, server_side=True)
threading.Thread(target=listen(80).serve_forever, daemon=True).start()
secure.serve_forever()
PY
    setsid python3 "$cases/web.py" </dev/null >/dev/null 2>&1 &
    for _ in $(seq 50); do
        [ -z "$(ss -Htln 'sport = 443')" ] || return 0
        sleep 0.1
    done
    cannot 'nothing is served'
}

# An archive of one file in one folder, the same bytes each time.
archive() {
    mkdir -p "$cases/archive/app"
    printf 'hello\n' >"$cases/archive/app/README"
    tar -C "$cases/archive" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 --mode=0755 -cf - app | gzip -n
}

# certbot PATH: one that signs what it is asked for by an authority of its own
certbot() {
    mkdir -p "$(dirname "$1")"
    cat >"$1" <<'SH'
#!/bin/sh
set -eu
names=
while [ $# -gt 0 ]; do
    case $1 in
        --cert-name) name=$2 && shift ;;
        -d) case $2 in *[!0-9.]*) names=$names,DNS:$2 ;; *) names=$names,IP:$2 ;; esac && shift ;;
    esac
    shift
done
live=/etc/letsencrypt/live/$name
mkdir -p "$live" /etc/letsencrypt/ca
cd /etc/letsencrypt/ca
[ -e ca.crt ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj /CN=ca -keyout ca.key -out ca.crt
rm -f "$live"/*
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj / -keyout "$live/privkey.pem" -out request
printf 'subjectAltName=%s\n' "${names#,}" >extensions
openssl x509 -req -in request -CA ca.crt -CAkey ca.key -CAcreateserial -days 90 -extfile extensions -out certificate
cat certificate ca.crt >"$live/fullchain.pem"
SH
    chmod 755 "$1"
}

firewall_flushed() {
    for tables in iptables ip6tables; do
        $tables -P INPUT ACCEPT
        $tables -P FORWARD ACCEPT
        $tables -F
        $tables -X
    done
}
