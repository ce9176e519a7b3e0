# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Builds out of tree; make decides what there is to do.

# build_make DIR [CONFIGURE-OPTION…]: the log is DIR/build.log.
build_make() {
    local dir=$1
    shift
    mkdir -p "$dir"
    if [ ! -e "$here/configure" ]; then
        say "preparing configure"
        build_step "$dir" autoreconf -fi "$here"
    fi
    if [ ! -e "$dir/Makefile" ]; then
        say "configuring in $dir"
        build_step "$dir" "$here/configure" -q "$@"
    fi
    if ! make -C "$dir" -q all >/dev/null 2>&1; then
        say "building in $dir"
    fi
    build_step "$dir" make -s -j"$(nproc)" all
}

build_step() {
    local dir=$1
    shift
    if ! (cd "$dir" && "$@") >"$dir/build.log" 2>&1 </dev/null; then
        grep -E 'error|rror:|Debian package|apt-get' "$dir/build.log" | tail -n 15 >&2 || true
        fail "$(basename "$1") failed: see $dir/build.log"
    fi
}
