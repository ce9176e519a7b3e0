# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# How the uploaders that other people wrote get into $work, a folder of the build,
# in the versions pinned beside this file. $root is the tree, $build the build.

install_from=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

say() {
    printf 'clients: %s\n' "$*" >&2
}

# The Node that the browser side is built with, where the system's is too old.
use_node() {
    local own=$build/web.node/node_modules
    "$root/web/build" --build "$build" install
    [ ! -x "$own/.bin/npm" ] || PATH=$own/node/bin:$own/.bin:$PATH
}

# once NAME FILE COMMAND…: the command runs again only when the file has changed.
once() {
    local name=$1 file=$2 wanted
    shift 2
    wanted=$(sha256sum <"$file")
    [ "$(cat "$work/.$name" 2>/dev/null)" != "$wanted" ] || return 0
    say "installing what $file pins"
    "$@"
    printf '%s\n' "$wanted" >"$work/.$name"
}

# shellcheck disable=SC2317 # called by once
install_npm() {
    cp "$install_from/package.json" "$install_from/package-lock.json" "$install_from/.npmrc" "$work/"
    (cd "$work" && npm ci --loglevel error --ignore-scripts)
}

# shellcheck disable=SC2317 # called by once
install_pip() {
    /usr/bin/python3 -m venv --clear "$work/venv"
    "$work/venv/bin/pip" install --quiet --require-hashes --only-binary :all: \
        --requirement "$install_from/requirements.txt"
}

# shellcheck disable=SC2317 # called by once
install_maven() {
    rm -rf "$work/java"
    mvn --quiet --batch-mode --file "$install_from/pom.xml" "-Dmaven.repo.local=$work/m2" \
        dependency:copy-dependencies "-DoutputDirectory=$work/java"
}

# What runs in a browser or in Node.
install_libraries() {
    once npm "$install_from/package-lock.json" install_npm
}

# What runs elsewhere.
install_others() {
    once pip "$install_from/requirements.txt" install_pip
    once maven "$install_from/pom.xml" install_maven
}

# What the browser loads: a script of each library with one page for all, and the examples of the
# documentation, each with its page.
make_pages() {
    rm -rf "$work/pages" "$work/web"
    cp -R "$install_from/pages" "$work/pages"
    /usr/bin/python3 -B "$install_from/snippets.py" "$root/doc/uploaders.md" "$work/pages"
    (cd "$work" && node_modules/.bin/esbuild pages/*.js --bundle --format=esm \
        --outdir=web --log-level=warning '--define:process.env.NODE_ENV="production"')
    cp "$work/pages/"*.html "$work/node_modules/plupload/js/plupload.full.min.js" "$work/web/"
}
