# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The four layers that every change passes.

layer_style() {
    local status=0
    "$here/tests/style" | tee "$logs/style.log" || status=$?
    count_words "$logs/style.log" "$status"
}

layer_unit() {
    build_tests "$build" || return 0
    unit_in "$build" unit
}

# build_tests DIR [CONFIGURE-OPTION…]: a build that fails is a failed test.
build_tests() {
    if (build_with_tests "$@"); then
        return 0
    fi
    count_add 0 1 0
    return 1
}

# A build that was configured before cmocka was there is configured again.
build_with_tests() {
    build_make "$@"
    if grep -q '^S\["HAVE_CMOCKA_TRUE"\]="#"' "$1/config.status"; then
        build_step "$1" ./config.status --recheck
        build_step "$1" ./config.status
        build_make "$@"
    fi
}

unit_in() {
    local log=$logs/$2.log status=0
    make -C "$1" -j"$(nproc)" check >"$log" 2>&1 </dev/null || status=$?
    if [ "$status" != 0 ]; then
        grep -E '^(FAIL|ERROR)|error:|\*\*\*' "$log" || tail -n 30 "$log"
        say "all of it: $log and $1/tests/unit/*.log"
    fi
    count_automake "$log" "$status"
}

layer_integration() {
    build_tests "$build" || return 0
    integration_in "$build" integration
}

# integration_in BUILD LOG [PYTEST-ARGUMENT…]: more files side by side than there
# are cores, because most of what a test does is to wait (a third of the time it computes). Each of
# the processes imports all tests; the build folder keeps them compiled for the next ones.
integration_in() {
    local dir=$1 log=$logs/$2.log status=0
    shift 2
    promtool_unpack
    LOADLINE_BUILD=$dir LOADLINE_WEB_BUILD=$build PYTHONPYCACHEPREFIX=$build/test-bytecode \
        PYTHONDONTWRITEBYTECODE='' /usr/bin/python3 -m pytest -p no:cacheprovider \
        -ra --tb=short --durations=5 -n $(($(nproc) * 3)) --dist loadfile "$@" "$here/tests/integration" 2>&1 </dev/null |
        tee "$log" || status=$?
    count_words "$log" "$status"
}

layer_browser() {
    local status=0
    build_tests "$build" || return 0
    browser_tools
    LOADLINE_BUILD=$build "$here/tests/browser/run" 2>&1 </dev/null |
        tee "$logs/browser.log" || status=$?
    count_words "$logs/browser.log" "$status"
}

# What does not need a browser: types, lint, the client's own tests, the
# package and the examples, and that web/dist is what its sources make.
browser_tools() {
    local part
    for part in install check test examples; do
        count_one "web $part" "$here/web/build" "$part"
    done
    count_one "web dist" "$here/web/check-dist"
}
