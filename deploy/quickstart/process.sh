# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# One daemon of a site: starts, checks and ends it. pids/NAME.pid contains the process id,
# and pids/NAME.born the time at which the process started: another process may have
# the same id later.

PROCESS_PATIENCE=200 # polls of 50 ms

# process_read FILE: sets REPLY to the first line of the file. No process is started for it, because
# many polls read these files.
process_read() {
    REPLY=
    read -r REPLY 2>/dev/null <"$1"
}

# Sets REPLY to the process id.
process_read_pid() {
    process_read "$data/pids/$1.pid"
}

# process_read_born PID: sets REPLY to the start time in clock ticks since boot, the 22nd field. The
# name before it may contain any character. Fails if there is no such process, or a zombie.
process_read_born() {
    local stat fields
    REPLY=
    IFS= read -r -d '' stat 2>/dev/null <"/proc/$1/stat" || [ -n "${stat-}" ] || return 1
    read -r -a fields <<<"${stat##*) }"
    [ "${fields[0]}" != Z ] || return 1
    REPLY=${fields[19]}
}

process_is_alive() {
    local born
    process_read_pid "$1" && process_read_born "$REPLY" || return 1
    born=$REPLY
    process_read "$data/pids/$1.born" && [ "$born" = "$REPLY" ]
}

process_note_log_size() {
    local log=$data/log/$1.log size=0
    [ ! -s "$log" ] || size=$(stat -c %s "$log")
    printf '%s\n' "$size" >"$data/pids/$1.from"
}

# process_spawn NAME COMMAND…: starts the process in its own session, so that neither Ctrl-C
# nor the end of this shell ends it.
process_spawn() {
    local name=$1 pid
    shift
    process_note_log_size "$name"
    setsid "$@" </dev/null >>"$data/log/$name.log" 2>&1 &
    pid=$!
    process_read_born "$pid" || true
    printf '%s\n' "$REPLY" >"$data/pids/$name.born"
    printf '%s\n' "$pid" >"$data/pids/$name.pid"
}

# Prints the log of the process since its start.
process_log() {
    process_read "$data/pids/$1.from" || true
    tail -c "+$((REPLY + 1))" "$data/log/$1.log"
}

process_forget() {
    rm -f "$data/pids/$1.pid" "$data/pids/$1.born"
}

# process_tell NAME SIGNAL: sends the signal. Fails if the process does not run.
process_tell() {
    process_is_alive "$1" || { process_forget "$1" && return 1; }
    process_read_pid "$1"
    mv "$data/pids/$1.pid" "$data/pids/$1.ending"
    kill "-$2" "$REPLY" 2>/dev/null || true
}

# Waits until a process ends that was told so; kills it after PROCESS_PATIENCE polls.
process_await_end() {
    local name=$1 pid i
    process_read "$data/pids/$name.ending" || return 0
    pid=$REPLY
    for ((i = 0; i < PROCESS_PATIENCE; i++)); do
        process_read_born "$pid" || break
        sleep 0.05
    done
    if process_read_born "$pid"; then
        say "$name does not end; killing it"
        kill -KILL "$pid" 2>/dev/null || true
    fi
    rm -f "$data/pids/$name.ending"
    process_forget "$name"
}

# process_end NAME SIGNAL
process_end() {
    process_tell "$1" "$2" || return 0
    process_await_end "$1"
}

process_report_death() {
    local last
    last=$(process_log "$1" | tail -n 1)
    printf '%s: %s ended: %s\n' "$(basename "$0")" "$1" \
        "${last:-$data/log/$1.log has no line about it}" >&2
}
