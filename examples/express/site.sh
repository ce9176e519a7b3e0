# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Installs Node 22, which has SQLite, and the packages of package-lock.json in the build folder. A copy
# of the application runs there.

# shellcheck disable=SC2034 # used by examples/run
APPLICATION_PACKAGES=(nodejs npm)

application_place() {
    application=$build/examples.express
    PATH=$build/web.node/node_modules/node/bin:$PATH
}

application_prepare() {
    local source=$here/examples/express npm=$build/web.node/node_modules/.bin/npm lock
    "$here/web/build" --build "$build" node
    [ -x "$npm" ] || npm=npm
    mkdir -p "$application"
    tar -C "$source" --exclude node_modules -cf - . | tar -C "$application" -xf -
    lock=$(sha256sum <"$source/package-lock.json")
    [ "$(cat "$application/.installed" 2>/dev/null)" != "$lock" ] || return 0
    say "installing the packages of examples/express"
    (cd "$application" && "$npm" ci --ignore-scripts --loglevel error)
    printf '%s\n' "$lock" >"$application/.installed"
}
