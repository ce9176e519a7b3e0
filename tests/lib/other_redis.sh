# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The site tests with Redis reached by TLS, with two as shards, and with another server in its place.

VALKEY_SUITE=trixie # its package is named valkey-server

layer_tls() {
    build_tests "$build" || return 0
    LOADLINE_TLS=1 integration_in "$build" tls-integration
}

layer_shards() {
    build_tests "$build" || return 0
    LOADLINE_SHARDS=2 integration_in "$build" shards-integration
}

# The server of $LOADLINE_VALKEY, a folder that holds an unpacked package of Valkey or Redis;
# without it, Debian's package in a folder below the build.
layer_valkey() {
    local root=${LOADLINE_VALKEY:-$build/valkey} bin=$build/valkey-bin
    build_tests "$build" || return 0
    [ -n "${LOADLINE_VALKEY-}" ] || [ -e "$root/done" ] || valkey_unpack "$root" || return 0
    valkey_link "$root" "$bin" || return 0
    say "with $("$bin/redis-server" --version)"
    PATH=$bin:$PATH integration_in "$build" valkey-integration
}

# The libraries of the suite come with it, because this Debian may have older ones.
valkey_unpack() {
    local root=$1 mirror log=$logs/debootstrap.log
    mirror=$(bare_find_mirror)
    if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null || [ -z "$mirror" ]; then
        valkey_skip "it takes root, debootstrap and an archive of Debian to unpack valkey-server"
        return 1
    fi
    say "unpacking valkey-server of $VALKEY_SUITE in $root"
    rm -rf --one-file-system "$root"
    if ! debootstrap --variant=minbase --include=valkey-server "$VALKEY_SUITE" "$root" "$mirror" \
        >"$log" 2>&1 </dev/null; then
        tail -n 5 "$log"
        valkey_skip "debootstrap cannot get valkey-server of $VALKEY_SUITE from $mirror"
        return 1
    fi
    touch "$root/done"
}

# valkey_link ROOT BIN: a program BIN/redis-server that runs the server in that folder, with the
# loader and the libraries there, if it has its own.
valkey_link() {
    local program loader
    program=$(valkey_find "$1"/usr/bin/valkey-server "$1"/usr/bin/redis-server "$1"/bin/*-server)
    loader=$(valkey_find "$1"/lib*/ld-linux*.so.*)
    if [ -z "$program" ]; then
        valkey_skip "$1 has no usr/bin/valkey-server or usr/bin/redis-server"
        return 1
    fi
    mkdir -p "$2"
    if [ -n "$loader" ]; then
        printf '#!/bin/sh\nexec %q --library-path %q %q "$@"\n' "$loader" \
            "$(dirname "$(valkey_find "$1"/usr/lib/*/libc.so.6)")" "$program" >"$2/redis-server"
    else
        printf '#!/bin/sh\nexec %q "$@"\n' "$program" >"$2/redis-server"
    fi
    chmod 755 "$2/redis-server"
}

# The first of the files that is there.
valkey_find() {
    local file
    for file in "$@"; do
        [ ! -e "$file" ] || { printf '%s\n' "$file" && return 0; }
    done
}

valkey_skip() {
    say "skipped: $1"
    count_add 0 0 1
}
