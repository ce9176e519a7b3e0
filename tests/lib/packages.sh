# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The Debian packages that each layer needs beyond those of quickstart.

# The version that the rules are written for; a Debian without it skips that check.
package_of_clang_format() {
    if grep -q '^VERSION_ID="12"' /etc/os-release; then
        printf '%s\n' clang-format-14
    fi
}

packages_of_layer() {
    case $1 in
    style) printf '%s\n' python3 git shellcheck && package_of_clang_format ;;
    unit | distcheck) printf '%s\n' libcmocka-dev xz-utils ;;
    integration | sanitizers | threads | tls | shards | valkey | bench)
        printf '%s\n' libcmocka-dev python3-venv python3-pytest python3-pytest-xdist python3-websockets \
            python3-requests python3-redis python3-yaml python3-jsonschema python3-hypothesis openssl strace \
            nginx-light libnginx-mod-http-uploadprogress libnginx-mod-nchan \
            apache2-bin libapache2-mod-upload-progress libapache2-mod-fcgid libapache2-mod-xsendfile \
            haproxy glusterfs-server glusterfs-client \
            nodejs npm clamav-daemon ffmpeg imagemagick libarchive-tools zip mandoc zsh fish
        [ "$1" != bench ] || printf '%s\n' chromium
        [ "$1" != valkey ] || printf '%s\n' debootstrap
        ;;
    browser)
        printf '%s\n' chromium nodejs npm clamav-daemon ffmpeg imagemagick libarchive-tools zip \
            python3-flask python3-jwt python3-waitress \
            php-cgi php-sqlite3 apache2-bin libapache2-mod-fcgid libapache2-mod-xsendfile \
            python3-django ruby-sinatra ruby-rack-protection ruby-erubi ruby-sqlite3 puma
        ;;
    clients)
        printf '%s\n' libcmocka-dev python3-pytest python3-requests python3-redis python3-venv \
            chromium nodejs npm default-jdk-headless maven curl wget nginx-light apache2-bin
        ;;
    uploaders)
        printf '%s\n' libcmocka-dev python3-pytest python3-websockets python3-requests \
            python3-redis python3-jsonschema chromium nodejs npm apache2-bin libapache2-mod-fcgid \
            libapache2-mod-xsendfile
        ;;
    warnings) printf '%s\n' libcmocka-dev clang ;;
    fuzz) printf '%s\n' libcmocka-dev clang libclang-rt-dev ;;
    image) printf '%s\n' debootstrap buildah iproute2 procps python3 curl ;;
    package | bare) printf '%s\n' debootstrap git ;;
    readme) printf '%s\n' debootstrap git python3-requests python3-websockets python3-jsonschema ;;
    esac
}

# Only promtool of the package prometheus, for the alerts: the package itself brings a daemon, which starts. Without it
# (no archive in reach) these tests are skipped.
promtool_unpack() {
    local to=$build/promtool
    command -v promtool >/dev/null && return
    [ ! -x "$to/usr/bin/promtool" ] || return 0
    command -v dpkg-deb >/dev/null || return 0
    say "unpacking promtool"
    rm -rf "$to.new" && mkdir -p "$to.new"
    if (cd "$to.new" && apt-get -q download prometheus >download.log 2>&1 </dev/null &&
        dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool && rm prometheus_*.deb); then
        rm -rf "$to" && mv "$to.new" "$to"
    else
        say "promtool cannot be had: see $to.new/download.log"
    fi
}

packages_for_layers() {
    local layer wanted=("${RUN_PACKAGES[@]}")
    for layer in "$@"; do
        mapfile -t -O ${#wanted[@]} wanted < <(packages_of_layer "$layer")
    done
    # A Node from elsewhere brings its own npm.
    if command -v npm >/dev/null; then
        wanted=("${wanted[@]/#npm/}")
    fi
    mapfile -t wanted < <(printf '%s\n' "${wanted[@]}" | grep . | sort -u)
    packages_install "${wanted[@]}"
}
