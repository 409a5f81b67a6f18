# Sourced by ./converge and ./test, which set root; ./converge also sets binary and stale.
# shellcheck shell=sh disable=SC2034,SC2154

stamp=$root/artifacts/converge.stamp

say() {
    printf 'converge: %s\n' "$1" >&2
}

# The folder that everything is built into.
find_artifacts() {
    if ! { mkdir -p "$root/artifacts" && : >>"$root/artifacts/build.lock"; } 2>/dev/null; then
        say "cannot build: '$root/artifacts' cannot be written"
        exit 1
    fi
}

# The SDK and its package cache want a home.
find_home() {
    [ -w "${HOME:-/nonexistent}" ] && return
    HOME=$(getent passwd "$(id -u)" | cut -d: -f6)
    if ! [ -w "${HOME:-/nonexistent}" ]; then
        mkdir -p "$root/artifacts/home"
        HOME=$(cd "$root/artifacts/home" && pwd)
    fi
    export HOME
}

# Sets sdk to the folder of the SDK, so that the built program runs on the same .NET wherever it is installed.
find_sdk() {
    need="install the .NET SDK 10.0: package dotnet-sdk-10.0, or https://dotnet.microsoft.com/download/dotnet/10.0"
    command -v dotnet >/dev/null || {
        say "no 'dotnet' in PATH; $need"
        exit 1
    }
    (cd "$root" && dotnet --version) >/dev/null 2>&1 || {
        found=$(cd / && dotnet --list-sdks 2>/dev/null | tail -n 1 | cut -d ' ' -f 1)
        say "the .NET SDK in PATH is ${found:-none, only a runtime}; $need"
        exit 1
    }
    sdk=$(dirname "$(readlink -f "$(command -v dotnet)")")
    [ -d "$sdk/host/fxr" ] || sdk= # a wrapper: leave the search to the program
}

# Runs a command while nobody else builds here.
alone() {
    exec 9>>"$root/artifacts/build.lock"
    flock -n 9 || {
        say "waiting for another build"
        flock 9
    }
    "$@"
    code=$?
    exec 9>&-
    return $code
}

# build PROJECT: quiet; errors and notes of our own, and nothing else, go to stderr. No server stays behind that would keep
# the lock or our caller's pipes open.
build() {
    printf '%s\n' "$sdk" >"$stamp.new"
    log=$root/artifacts/build.log
    if ! dotnet build "$root/$1" --configuration Release --verbosity minimal -nologo -nodeReuse:false -p:UseSharedCompilation=false \
        >"$log" 2>&1 </dev/null 9>&-; then
        # The summary repeats every error.
        grep ': error ' "$log" | sed 's/ \[[^[]*\]$//' | awk '!seen[$0]++' >&2
        say "the build failed; all it said is in '$log'"
        return 1
    fi
    sed -n 's/^ *note: //p' "$log" | while read -r note; do say "$note"; done
    mv "$stamp.new" "$stamp"
    dotnet=$sdk
}

build_if_stale() {
    stale || return 0
    say "building"
    build src/Converge.Cli
}

build_converge() {
    if [ -x "$binary" ] && [ -r "$stamp" ] && ! [ -w "$root/artifacts" ]; then
        say "sources are newer than the build, but '$root/artifacts' cannot be written; running the last build"
        return
    fi
    find_artifacts
    find_home
    find_sdk
    alone build_if_stale || exit 1
}
