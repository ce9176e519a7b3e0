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
            python3-requests python3-redis python3-yaml openssl strace \
            nginx-light libnginx-mod-http-uploadprogress libnginx-mod-nchan \
            apache2-bin libapache2-mod-upload-progress libapache2-mod-fcgid libapache2-mod-xsendfile \
            haproxy glusterfs-server glusterfs-client \
            nodejs npm clamav-daemon ffmpeg imagemagick libarchive-tools zip mandoc zsh fish
        [ "$1" != bench ] || printf '%s\n' chromium
        [ "$1" != valkey ] || printf '%s\n' debootstrap
        ;;
    browser)
        printf '%s\n' chromium nodejs npm clamav-daemon ffmpeg imagemagick libarchive-tools zip
        ;;
    clients)
        printf '%s\n' libcmocka-dev python3-pytest python3-requests python3-redis python3-venv \
            chromium nodejs npm default-jdk-headless maven curl wget nginx-light apache2-bin
        ;;
    uploaders)
        printf '%s\n' libcmocka-dev python3-pytest python3-websockets python3-requests \
            python3-redis chromium nodejs npm apache2-bin libapache2-mod-fcgid \
            libapache2-mod-xsendfile
        ;;
    warnings) printf '%s\n' libcmocka-dev clang ;;
    fuzz) printf '%s\n' libcmocka-dev clang libclang-rt-dev ;;
    image) printf '%s\n' debootstrap buildah iproute2 procps python3 curl ;;
    package | bare) printf '%s\n' debootstrap git ;;
    readme) printf '%s\n' debootstrap git python3-requests python3-websockets ;;
    esac
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
