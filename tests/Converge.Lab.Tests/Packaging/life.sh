# shellcheck shell=sh
# The life of the package in a node: /tmp/first.deb is installed, and then /tmp/newer.deb by a run of the first.
# Each line that is printed is what the test expects.
set -u
exec 2>/tmp/life.log
tree=/var/lib/converge/tree

list() {
    find / -xdev \( -path /proc -o -path /sys -o -path /tmp -o -path /run -o -path /srv/repository -o -path /var/cache -o -path /var/log -o -path /var/lib/apt -o -path /var/lib/systemd \) -prune -o -print | sort
}

# From nothing to the package.
dpkg --purge converge >&2
list >/tmp/before
dpkg --install /tmp/first.deb >&2
echo "installed: $(systemctl is-enabled converge.timer) $(systemctl is-active converge.service)"

# A repository with the newer one.
mkdir -p /srv/repository
cp /tmp/newer.deb /srv/repository/
{
    dpkg-deb --field /tmp/newer.deb
    printf 'Filename: ./newer.deb\nSize: %s\nSHA256: %s\n' "$(stat -c %s /tmp/newer.deb)" "$(sha256sum </tmp/newer.deb | cut -d ' ' -f 1)"
} >/srv/repository/Packages
mv /etc/apt/sources.list.d /tmp/sources.list.d
cp /etc/apt/sources.list /tmp/sources.list
echo 'deb [trusted=yes] file:/srv/repository ./' >/etc/apt/sources.list
apt-get update >&2

# What follows the package wants code that has not run before.
mkdir -p $tree/recipes/own/templates $tree/roles
cat >$tree/recipes/own/recipe.yaml <<'END'
name: own
version: 1.0.0
resources:
  - package: converge
    version: 9.9.9
  - file: /tmp/later.conf
    template: later.conf.sbn
  - link: /tmp/later
    to: /tmp/later.conf
  - command: [sh, -c, "head -n 1 /usr/bin/converge >/tmp/seen"]
    creates: /tmp/seen
END
echo 'hello {{ "x" | string.upcase }}' >$tree/recipes/own/templates/later.conf.sbn
printf 'name: own\nrecipes: [own]\n' >$tree/roles/own.yaml
sed -i 's/^OPTIONS=.*/OPTIONS=--role own/' /etc/default/converge
systemctl start converge.service
[ "$(cat /tmp/seen)" = '#!/bin/sh' ] && seen='the file is the newer one'
echo "upgraded: $(dpkg-query -W -f '${Version}' converge), ${seen-}"
echo "the run went on: $(cat /tmp/later), $(journalctl -u converge.service -o cat --no-pager | grep -o '[0-9]* failed' | tail -n 1)"

systemctl enable --now converge.timer
dpkg --install --force-confold --force-downgrade /tmp/first.deb >&2
echo "the timer is $(systemctl is-active converge.timer)"
dpkg --remove converge >&2
echo "removed: $(systemctl is-active converge.timer), kept: $(stat -c 0%a /var/lib/converge)"
dpkg --purge converge >&2
mv /tmp/sources.list /etc/apt/sources.list
mv /tmp/sources.list.d /etc/apt/sources.list.d
list >/tmp/after
echo "purged: $(diff /tmp/before /tmp/after | grep '^[<>]' || echo nothing)"
