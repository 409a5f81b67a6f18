# What the faults have in common; each of them reads it. $LAB is the name of the lab, $CONVERGE another program than this tree's.
# shellcheck shell=sh disable=SC2034
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
lab=${LAB:-lab}
site=www.fleet.example
entry=10.77.0.10
database=10.77.0.40
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

converge() {
    "${CONVERGE:-$root/converge}" "$@"
}

# on NODE COMMAND...
on() {
    node=$1
    shift
    converge lab exec "$node" --name "$lab" -- "$@"
}

power() {
    converge lab "$1" "$2" --name "$lab"
}

in_network() {
    converge lab net --name "$lab" -- "$@"
}

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "failed: $*"
    exit 1
}

# Requests at a constant pace while COMMAND runs; the result, as JSON, goes to $work/load.json.
# under_load PATH [OPTION...] -- COMMAND...
under_load() {
    path=$1
    shift
    converge lab load "https://$site$path" --address "$entry" --name "$lab" --patience "${patient:-1s}" --format json "$@" >"$work/load.json"
    say "load: $(number requests) requests, $(number failed) failed, longest time without an answer $(number outage_ms) ms, slowest answer $(number longest_ms) ms"
    sed -n 's/^ *"problem": "\(.*\)",*$/  \1/p' "$work/load.json" >&2
}

# number NAME: of the last load.
number() {
    sed -n "s/^  \"$1\": \([0-9]*\),*$/\1/p" "$work/load.json"
}

# seconds until COMMAND succeeds, or failure after $patience of them.
patience=60
until_true() {
    began=$(date +%s%3N)
    until "$@" >/dev/null 2>&1; do
        [ $(($(date +%s%3N) - began)) -lt $((patience * 1000)) ] || return 1
        sleep 0.1
    done
    awk -v ms=$(($(date +%s%3N) - began)) 'BEGIN { printf "%.1f", ms / 1000 }'
}

has_address() {
    on "$1" ip -brief address show host0 | grep -q "$2/"
}

# holder ADDRESS NODE...: which of the nodes has it.
holder() {
    address=$1
    shift
    for candidate in "$@"; do
        if has_address "$candidate" "$address" 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

other() {
    case $1 in
        *1) echo "${1%1}2" ;;
        *) echo "${1%2}1" ;;
    esac
}

# Orders that were accepted and that no worker has done yet.
pending() {
    on "$(holder "$database" db1 db2)" env -C / runuser -u postgres -- psql -tAc "select count(*) from orders where completed_at is null" shop
}

nothing_pending() {
    [ "$(pending)" -eq 0 ]
}

# A copy of the tree that can be edited without anybody's work being touched; 'up' then brings the lab to it.
copy_tree() {
    mkdir -p "$work/tree"
    for folder in recipes roles environments nodes secrets lab; do
        cp -a "$root/$folder" "$work/tree/"
    done
}

# up TREE [OPTION...]
up() {
    tree=$1
    shift
    converge lab up --environment lab-full --name "$lab" --tree "$tree" ${PACKAGE:+--package "$PACKAGE"} "$@" >"$work/up.log" 2>&1 || {
        cat "$work/up.log" >&2
        fail "the lab could not be brought to the tree"
    }
}

# One node more, of which nobody else is told.
# add_node NAME ROLES ADDRESS
add_node() {
    copy_tree
    printf '\n- name: %s.fleet.example\n  environment: lab-full\n  roles: [%s]\n  ip: %s\n' "$1" "$2" "$3" >>"$work/tree/nodes/lab-full.yaml"
    up "$work/tree" --nodes "$1"
}

# The server forgets NAME, which is in no file any more, and then it is turned off. If it ever comes back, it has to enrol again.
remove_node() {
    on server converge node remove "$1.fleet.example"
    on "$1" rm -r /var/lib/converge/identity
    power kill "$1"
}

# The line that 'lab/faults/all' collects: WHAT | MEASURED
result() {
    printf 'result: %s | %s\n' "$1" "$2"
}

seconds() {
    awk -v ms="$1" 'BEGIN { printf "%.1f s", ms / 1000 }'
}

# Requests that failed and the longest time in which all of them did, for the result.
outage() {
    if [ "$(number failed)" -eq 0 ]; then
        echo "no request of $(number requests) failed"
    else
        echo "$(number failed) of $(number requests) requests failed, no answer for $(seconds "$(number outage_ms)")"
    fi
}

# answers_from NODE: whether one of the next answers is that of the node.
answers_from() {
    for _ in 1 2 3 4 5 6; do
        in_network curl --silent --insecure --max-time 5 --resolve "$site:443:$entry" "https://$site/" | grep -q "$1" && return
    done
    return 1
}

if [ "${1-}" = --step ]; then
    step=$2
else
    step=
fi
