# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# A bare Debian in a folder ($root, with its log in $work), made by debootstrap.

suite=bookworm

# The first archive that apt knows for the suite itself.
bare_mirror() {
    # shellcheck disable=SC2016 # apt's own variable
    apt-get indextargets --format '$(REPO_URI)' "Codename: $suite" 2>/dev/null |
        grep -v security | head -n 1
}

# bare_make PACKAGE,…: what is in it besides the smallest that boots apt.
bare_make() {
    local mirror
    mirror=$(bare_mirror)
    [ -n "$mirror" ] || fail "apt knows no archive of $suite"
    say "bootstrapping $suite in $root"
    debootstrap --variant=minbase --include="$1" "$suite" "$root" "$mirror" \
        >"$work/debootstrap.log" 2>&1 ||
        { tail -n 15 "$work/debootstrap.log" >&2 && fail "debootstrap failed"; }
    bare_copy_apt_setup
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
}

# bare_inside COMMAND…: in its folder of the sources.
bare_inside() {
    chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        LANG=C.UTF-8 NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
        ${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} \
        sh -c 'cd /root/loadline && exec "$@"' sh "$@"
}
