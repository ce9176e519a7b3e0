# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The components of a site, in the order in which they start: the command line of each,
# and the check that it is ready.

COMPONENTS=(redis upload progress relay worker lighttpd)
LIGHTTPD_CONFIGURATION=$here/deploy/lighttpd/loadline.conf
FRONT_PAGE=/       # a page of the site
FRONT_END=lighttpd # the component that answers it

component_start() {
    process_is_alive "$1" && fail "$1 is already running"
    "spawn_$1"
}

spawn_redis() {
    process_spawn redis redis-server "$data/redis/users.conf" --port 0 \
        --unixsocket "$sockets/redis.sock" --unixsocketperm 600 \
        --save '' --appendonly no --dir "$data/redis" --daemonize no
}

spawn_upload() {
    spawn_program upload fcgi/upload.fcgi upload
}

spawn_progress() {
    spawn_program progress fcgi/progress.fcgi upload
}

spawn_relay() {
    spawn_program relay ws/loadline-relay relay
}

spawn_worker() {
    spawn_program worker worker/loadline-worker worker
}

# spawn_program NAME FILE USER: with that Redis user, unless the environment, or a change of the
# settings, names another one than the operator.
spawn_program() {
    local url
    url=$(site_redis_url_in_use)
    LOADLINE_REDIS_URL=$(site_redis_url_as "$3" "$url") \
        process_spawn "$1" "$build/$2" --config "$data/loadline.conf"
}

# SITE_MEMORY may name a tmpfs with a size of its own. quickstart makes none: it needs no root.
spawn_lighttpd() {
    process_spawn lighttpd env SITE_ADDRESS=127.0.0.1 SITE_PORT="$port" \
        SITE_WEB="$here/web/dist" SITE_SOCKETS="$sockets" \
        SITE_SPOOL="$(site_spool)" SITE_SCRATCH="$data/scratch" \
        SITE_MEMORY="${SITE_MEMORY:-$data/scratch}" \
        "$(lighttpd_program)" -D -f "$LIGHTTPD_CONFIGURATION"
}

# Debian installs lighttpd in a folder that is not in every user's PATH.
lighttpd_program() {
    PATH=$PATH:/usr/sbin:/sbin command -v lighttpd || printf 'lighttpd\n'
}

# component_is_ready NAME: by ready_NAME. Loadline's programs log it.
component_is_ready() {
    if declare -F "ready_$1" >/dev/null; then
        "ready_$1"
    else
        process_log "$1" | grep -q 'event=ready\|"event":"ready"'
    fi
}

ready_redis() {
    redis-cli -s "$sockets/redis.sock" ping 2>/dev/null | grep -q PONG
}

ready_lighttpd() {
    port_is_busy "$port"
}

component_wait() {
    local i
    for ((i = 0; i < PROCESS_PATIENCE; i++)); do
        if ! process_is_alive "$1"; then
            process_report_death "$1"
            process_forget "$1"
            return 1
        fi
        component_is_ready "$1" && return 0
        sleep 0.05
    done
    printf '%s: %s is not ready in time: see %s\n' "$(basename "$0")" "$1" "$data/log/$1.log" >&2
    return 1
}

component_stop() {
    process_end "$1" TERM
}

component_kill() {
    process_is_alive "$1" || fail "$1 is not running"
    process_end "$1" KILL
}

stack_start() {
    local name
    for name in "${COMPONENTS[@]}"; do
        component_start "$name"
        # All other components need Redis, and start at the same time.
        [ "$name" != redis ] || component_wait redis || stack_give_up
    done
    for name in "${COMPONENTS[@]}"; do
        component_wait "$name" || stack_give_up
    done
    stack_probe || stack_give_up
}

stack_give_up() {
    stack_stop
    exit 1
}

# All at once, but Redis last: the others write to it when they end.
stack_stop() {
    local i told=()
    for ((i = ${#COMPONENTS[@]} - 1; i > 0; i--)); do
        ! process_tell "${COMPONENTS[i]}" TERM || told+=("${COMPONENTS[i]}")
    done
    for i in "${told[@]}"; do
        process_await_end "$i"
    done
    component_stop "${COMPONENTS[0]}"
}

# Requests each component through the web server. If the setting auth requires credentials,
# progress.fcgi refuses a request without them before it looks for the upload.
stack_probe() {
    local unknown=404
    case ${LOADLINE_AUTH:-$(sed -n 's/^auth *= *//p' "$data/loadline.conf")} in
    token | server) unknown=401 ;;
    esac
    probe_expect "$FRONT_END" "$FRONT_PAGE" 200 &&
        probe_expect upload /uploads/ 200 &&
        probe_expect progress "/progress/$(printf '0%.0s' {1..32})" "$unknown" &&
        probe_expect relay /live 101
}

# probe_expect COMPONENT PATH STATUS: one request over bash's own sockets.
probe_expect() {
    local status upgrade=
    [ "$3" != 101 ] || upgrade=$'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: bG9hZGxpbmUgcHJvYmUgMQ==\r\nSec-WebSocket-Protocol: loadline.v1\r\n'
    status=$(probe_status "$2" "$upgrade")
    [ "$status" = "$3" ] && return 0
    process_is_alive "$1" || process_report_death "$1"
    printf '%s: %s answered %s instead of %s; see %s\n' "$(basename "$0")" \
        "$2" "${status:-nothing}" "$3" "$data/log/$1.log" >&2
    return 1
}

probe_status() {
    local status= connection=close
    [ -z "$2" ] || connection=Upgrade
    exec 3<>"/dev/tcp/127.0.0.1/$port" || return 0
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nAccept: application/json\r\nConnection: %s\r\n%s\r\n' \
        "$1" "$port" "$connection" "$2" >&3
    read -r -t 10 _ status _ <&3 || status=
    exec 3<&-
    printf '%s\n' "$status"
}

# Fails if a component of a running site does not run.
stack_check() {
    local name
    for name in "${COMPONENTS[@]}"; do
        process_is_alive "$name" || fail "$name is not running; $invoked restart $name, or stop"
    done
}

stack_status() {
    local name status=0
    site_load
    for name in "${COMPONENTS[@]}"; do
        if process_is_alive "$name" && process_read_pid "$name"; then
            printf '%-11s running  %s\n' "$name" "$REPLY"
        else
            printf '%-11s stopped\n' "$name"
            status=1
        fi
    done
    site_url
    return "$status"
}

# Waits until a component dies by itself. A component without a pid file was stopped on
# purpose. If no component has a pid file, the site was stopped.
stack_watch() {
    local name here_count
    while sleep 1; do
        here_count=0
        for name in "${COMPONENTS[@]}"; do
            [ -e "$data/pids/$name.pid" ] || continue
            here_count=$((here_count + 1))
            process_is_alive "$name" && continue
            [ -e "$data/pids/$name.pid" ] || continue
            process_report_death "$name"
            stack_give_up
        done
        [ "$here_count" -gt 0 ] || return 0
    done
}
