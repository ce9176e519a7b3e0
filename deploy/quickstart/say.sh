# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# How quickstart and the test runner speak: one clear line.

say() {
    printf '%s\n' "$*"
}

fail() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}
