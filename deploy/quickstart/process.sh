# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# One daemon of a site: starts, checks and ends it. pids/NAME.pid contains the process id,
# and pids/NAME.born the time at which the process started: another process may have
# the same id later.

PROCESS_PATIENCE=200 # polls of 50 ms

process_pid() {
    cat "$data/pids/$1.pid" 2>/dev/null
}

# The start time in clock ticks since boot, the 22nd field. The name before it may contain blanks.
process_born() {
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    stat=${stat##*) }
    # shellcheck disable=SC2086
    set -- $stat
    [ "$1" != Z ] && printf '%s\n' "${20}"
}

process_is_alive() {
    local pid born
    pid=$(process_pid "$1") && born=$(process_born "$pid") &&
        [ "$born" = "$(cat "$data/pids/$1.born" 2>/dev/null)" ]
}

# process_spawn NAME COMMAND…: starts the process in its own session, so that neither Ctrl-C
# nor the end of this shell ends it.
process_spawn() {
    local name=$1 pid
    shift
    touch "$data/log/$name.log"
    stat -c %s "$data/log/$name.log" >"$data/pids/$name.from"
    setsid "$@" </dev/null >>"$data/log/$name.log" 2>&1 &
    pid=$!
    process_born "$pid" >"$data/pids/$name.born" || true
    printf '%s\n' "$pid" >"$data/pids/$name.pid"
}

# Prints the log of the process since its start.
process_log() {
    tail -c "+$(($(cat "$data/pids/$1.from") + 1))" "$data/log/$1.log"
}

process_forget() {
    rm -f "$data/pids/$1.pid" "$data/pids/$1.born"
}

# process_end NAME SIGNAL: sends the signal and waits until the process ends; kills it after
# PROCESS_PATIENCE polls.
process_end() {
    local name=$1 signal=$2 pid i
    process_is_alive "$name" || { process_forget "$name" && return 0; }
    pid=$(process_pid "$name")
    mv "$data/pids/$name.pid" "$data/pids/$name.ending"
    kill "-$signal" "$pid" 2>/dev/null || true
    for ((i = 0; i < PROCESS_PATIENCE; i++)); do
        process_born "$pid" >/dev/null || break
        sleep 0.05
    done
    if process_born "$pid" >/dev/null; then
        say "$name does not end; killing it"
        kill -KILL "$pid" 2>/dev/null || true
    fi
    rm -f "$data/pids/$name.ending"
    process_forget "$name"
}

process_report_death() {
    local last
    last=$(process_log "$1" | tail -n 1)
    printf '%s: %s ended: %s\n' "$(basename "$0")" "$1" \
        "${last:-$data/log/$1.log has no line about it}" >&2
}
