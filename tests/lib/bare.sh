# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# A bare Debian in a folder ($root below $work), bootstrapped with this machine's
# own apt sources. Needs root and debootstrap.

# bare_begin ARGUMENT…: what is mounted from here on stays in here, and goes with us.
bare_begin() {
    [ "$(id -u)" = 0 ] || fail "needs root"
    if [ -z "${LOADLINE_BARE_UNSHARED-}" ]; then
        LOADLINE_BARE_UNSHARED=1 exec unshare --mount --propagation private "$0" "$@"
    fi
    work=$(mktemp -d "${TMPDIR:-/tmp}/loadline-bare.XXXXXX")
    root=$work/root
}

# The first archive of Debian itself that apt knows; it holds every suite.
bare_find_mirror() {
    # shellcheck disable=SC2016 # apt's own variable
    apt-get indextargets --format '$(REPO_URI)' 'Label: Debian' 2>/dev/null | head -n 1
}

# bare_make SUITE PACKAGES: the packages between commas.
bare_make() {
    local mirror
    mirror=$(bare_find_mirror)
    [ -n "$mirror" ] || fail "apt knows no archive of Debian"
    say "bootstrapping $1 in $root"
    debootstrap --variant=minbase --include="$2" "$1" "$root" "$mirror" \
        >"$work/debootstrap.log" 2>&1 ||
        { tail -n 15 "$work/debootstrap.log" >&2 && fail "debootstrap failed"; }
    bare_copy_apt_setup
    mount --rbind /proc "$root/proc"
    mount --rbind /dev "$root/dev"
}

# How this machine reaches its archives, and whom it trusts on the way, holds
# for the new one too.
bare_copy_apt_setup() {
    local file
    for file in /etc/apt/apt.conf /etc/apt/apt.conf.d/*proxy* /etc/resolv.conf /etc/hosts \
        /usr/local/share/ca-certificates/*.crt; do
        [ -e "$file" ] || continue
        mkdir -p "$root$(dirname "$file")"
        cp -L "$file" "$root$file"
    done
    chroot "$root" update-ca-certificates >>"$work/debootstrap.log" 2>&1
    # Daemons of the packages have no business in a chroot.
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod 755 "$root/usr/sbin/policy-rc.d"
}

# bare_release ROOT: nothing of this machine is in it any more.
bare_release() {
    local point
    for point in dev proc; do
        ! mountpoint -q "$1/$point" || umount -R -l "$1/$point"
    done
}

bare_remove() {
    bare_release "$root"
    # Never through a mount that would not go.
    rm -rf --one-file-system "$work"
}

# bare_inside FOLDER COMMAND…
bare_inside() {
    # shellcheck disable=SC2016 # for the other shell
    chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        LANG=C.UTF-8 NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
        ${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} \
        no_proxy=127.0.0.1 \
        sh -c 'cd "$1" && shift && exec "$@"' sh "$@"
}
