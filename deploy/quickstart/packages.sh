# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The Debian packages that Loadline needs, and their installation. If all are installed,
# this does not use apt.

# shellcheck disable=SC2034 # used by quickstart and tests/run
BUILD_PACKAGES=(gcc libc6-dev make autoconf automake pkg-config
    libfcgi-dev libhiredis-dev libwebsockets-dev libjson-c-dev libuv1-dev
    libssl-dev libinih-dev libmagic-dev libcurl4-openssl-dev)

# shellcheck disable=SC2034
RUN_PACKAGES=("${BUILD_PACKAGES[@]}" lighttpd redis-server curl)

packages_missing() {
    local package
    for package in "$@"; do
        if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
            printf '%s\n' "$package"
        fi
    done
}

# Runs a command as root; fails if that is not possible.
packages_as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

packages_install() {
    local missing
    command -v dpkg-query >/dev/null || return 0
    mapfile -t missing < <(packages_missing "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        fail "missing packages; as root: apt-get install ${missing[*]}"
    fi
    say "installing packages: ${missing[*]}"
    if [ -d /run/systemd/system ]; then
        say "(Debian may start lighttpd and redis-server as separate services; Loadline uses neither)"
    fi
    packages_apt update || fail "apt-get update failed: see above"
    packages_apt install -y --no-install-recommends "${missing[@]}" ||
        fail "apt-get could not install: ${missing[*]}"
}

# Runs apt-get; prints its output only if it fails.
packages_apt() {
    local log status=0
    log=$(mktemp)
    packages_as_root env DEBIAN_FRONTEND=noninteractive apt-get -q "$@" \
        >"$log" 2>&1 </dev/null || status=$?
    [ "$status" = 0 ] || tail -n 15 "$log" >&2
    rm -f "$log"
    return "$status"
}
