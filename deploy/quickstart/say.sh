# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Messages of quickstart and of the test runner: one line each.

say() {
    printf '%s\n' "$*"
}

fail() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}
