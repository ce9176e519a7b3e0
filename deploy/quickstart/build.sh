# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Builds out of tree. make determines what is out of date.

# shellcheck disable=SC2034 # used by quickstart
BUILD_MIB=100 # of sources, objects and programs

# build_check_paths DIR: configure and make fail if a path contains characters of their syntax.
build_check_paths() {
    local path
    for path in "$here" "$1"; do
        case $path in
        *[[:space:]\;:\&\#\(\)\|\<\>\"\'\`\\\$%]*)
            fail "$path cannot hold a build: its path contains a blank or one of ; : & # ( ) | < > \" ' \` \\ \$ %; choose another folder" ;;
        esac
    done
}

# build_make DIR [CONFIGURE-OPTION…]: the log is DIR/build.log.
build_make() {
    local dir=$1 source=$here
    shift
    mkdir -p "$dir" || fail "cannot create $dir; choose another --build"
    if [ ! -e "$here/configure" ] && [ ! -w "$here" ]; then
        source=$dir/source
        build_copy_source "$source"
    fi
    if [ ! -e "$source/configure" ]; then
        say "preparing configure"
        build_step "$dir" autoreconf -fi "$source"
    fi
    if [ ! -e "$dir/Makefile" ]; then
        say "configuring in $dir"
        build_step "$dir" "$source/configure" -q "$@"
    fi
    if ! make -C "$dir" -q all >/dev/null 2>&1; then
        say "building in $dir"
    fi
    build_step "$dir" make -s -j"$(nproc)" all
}

# Copies the sources, because autoreconf writes beside them. Files keep their times, so that make
# detects changes.
build_copy_source() {
    mkdir -p "$1"
    tar -C "$here" --exclude=./.git --exclude=./build --exclude=node_modules -cf - . |
        tar -C "$1" -xf - || fail "cannot copy $here to $1"
}

build_step() {
    local dir=$1
    shift
    if ! (cd "$dir" && "$@") >"$dir/build.log" 2>&1 </dev/null; then
        grep -E 'error|rror:|Debian package|apt-get' "$dir/build.log" | tail -n 15 >&2 || true
        fail "$(basename "$1") failed: see $dir/build.log"
    fi
}
