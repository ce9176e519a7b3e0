# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The Debian packages that each layer needs beyond those of quickstart.

NODE_MINIMUM=20 # the web tools' demand; Debian 12 has 18

packages_of_layer() {
    case $1 in
    style) printf '%s\n' python3 git shellcheck clang-format-14 ;;
    unit | distcheck) printf '%s\n' libcmocka-dev xz-utils ;;
    integration | sanitizers | threads)
        printf '%s\n' libcmocka-dev python3-pytest python3-websockets \
            python3-requests python3-redis openssl strace \
            nginx-light libnginx-mod-http-uploadprogress \
            apache2-bin libapache2-mod-upload-progress
        ;;
    browser) printf '%s\n' chromium nodejs npm ;;
    warnings) printf '%s\n' libcmocka-dev clang ;;
    fuzz) printf '%s\n' libcmocka-dev clang libclang-rt-14-dev ;;
    bare) printf '%s\n' debootstrap git ;;
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

# Puts a Node that is new enough for the web tools first on the path. npm's
# own package of Node is used where the system's is older.
packages_use_node() {
    local major tools=$build/tools
    major=$(node -p 'process.versions.node.split(".")[0]')
    [ "$major" -lt "$NODE_MINIMUM" ] || return 0
    if [ ! -x "$tools/node_modules/node/bin/node" ]; then
        say "getting Node 22 for the web tools (this system has $major)"
        mkdir -p "$tools"
        npm install --silent --no-save --prefix "$tools" node@22
    fi
    export PATH=$tools/node_modules/node/bin:$PATH
}
