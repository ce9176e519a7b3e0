# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# One site's folder ($data): settings, secret, spool, sockets, logs. What later
# commands must know (restart, stop) is kept in its site.env.

# A UNIX socket's path has 107 bytes; leave room for the longest name.
SITE_SOCKET_LIMIT=90

# shellcheck disable=SC2034 # used by quickstart
SITE_MIB=128 # min_free (64 MiB), and as much for files

site_url() {
    printf 'http://127.0.0.1:%s/\n' "$(cat "$data/port")"
}

port_is_busy() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

site_check_port() {
    if [ "$1" != 0 ] && port_is_busy "$1"; then
        fail "port $1 is in use; choose another with --port N"
    fi
}

# Below the ports that the kernel hands out by itself.
site_choose_port() {
    local candidate
    while :; do
        candidate=$((10000 + RANDOM % 20000))
        port_is_busy "$candidate" || break
    done
    printf '%s\n' "$candidate"
}

# The data's path stands in the settings, one to a line.
site_check_path() {
    case $data in
    *[[:cntrl:]]* | *\"* | *' ;'* | *' ') fail "choose another --data: $(printf %q "$data") is not possible in a settings file" ;;
    esac
}

# site_check_space DIR MIB WHAT: DIR need not be there yet.
site_check_space() {
    local dir=$1 free
    while [ ! -d "$dir" ]; do
        dir=$(dirname "$dir")
    done
    free=$(($(df --output=avail -k "$dir" | tail -n 1) / 1024))
    [ "$free" -ge "$2" ] || fail "$3 needs $2 MiB in $1; $free MiB are free there"
}

site_create() {
    local mask
    mask=$(umask)
    umask 077
    mkdir -p "$data"/{pids,log,redis,spool,scratch} || fail "cannot create $data"
    chmod 700 "$data"
    site_make_sockets
    [ "$port" != 0 ] || port=$(site_choose_port)
    printf '%s\n' "$port" >"$data/port"
    site_write_env
    [ -s "$data/secret" ] || od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$data/secret"
    [ -s "$data/redis/users.conf" ] || site_write_users
    [ -s "$data/loadline.conf" ] || site_write_settings
    chmod 600 "$data/secret" "$data/loadline.conf"
    umask "$mask"
}

# Below the data, or where its path is too long, or has what means something in
# an address, in a short folder of our own, the same one at every start because the
# settings name it.
site_make_sockets() {
    sockets=$data/sockets
    if [ "${#sockets}" -gt "$SITE_SOCKET_LIMIT" ] || [[ $sockets == *[!A-Za-z0-9/._~+@=,-]* ]]; then
        # shellcheck source=/dev/null
        sockets=$(. "$data/site.env" 2>/dev/null && printf '%s' "$sockets") || sockets=
        [ -n "$sockets" ] || sockets=$(mktemp -d "${XDG_RUNTIME_DIR:-/tmp}/loadline.XXXXXX")
    fi
    mkdir -p "$sockets"
    [ -O "$sockets" ] || fail "$sockets belongs to another user"
}

site_write_env() {
    printf 'build=%q\nsockets=%q\n' "$build" "$sockets" >"$data/site.env"
}

# What start wrote, for every other command.
site_load() {
    [ -e "$data/site.env" ] || fail "nothing was started in $data"
    # shellcheck source=/dev/null
    . "$data/site.env"
    port=$(cat "$data/port")
}

# deploy/redis/users.conf with passwords of this site's own.
site_write_users() {
    local name text
    text=$(cat "$here/deploy/redis/users.conf")
    for name in relay upload worker operator; do
        text=${text/>CHANGE-ME-$name />$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n') }
    done
    printf '%s\n' "$text" >"$data/redis/users.conf"
}

# site_redis_url USER: how that one logs in.
site_redis_url() {
    local password
    password=$(sed -n "s/^user loadline-$1 on >\([^ ]*\) .*/\1/p" "$data/redis/users.conf")
    printf 'unix:%s/redis.sock?db=0&user=loadline-%s&password=%s\n' "$sockets" "$1" "$password"
}

# Where the programs keep the files: the environment counts more than the settings.
site_spool() {
    printf '%s\n' "${LOADLINE_SPOOL:-$(sed -n 's/^spool *= *//p' "$data/loadline.conf")}"
}

site_write_settings() {
    cat >"$data/loadline.conf" <<END
; Settings of the site in $data, written by quickstart and kept from then on.
; "loadline config --dump" explains every setting.

; The command loadline logs in with this; the programs have users of their own, in
; redis/users.conf, for this prefix.
redis_url = $(site_redis_url operator)
redis_prefix = loadline:
spool = $data/spool
secret_file = $data/secret

upload_socket = unix:$sockets/upload.sock
progress_socket = unix:$sockets/progress.sock
relay_listen = unix:$sockets/relay.sock
relay_admin_listen = unix:$sockets/relay-admin.sock

stages = digest, identify

; lighttpd passes interim answers on.
interim_responses = yes
END
}

site_is_running() {
    local name
    for name in "${COMPONENTS[@]}"; do
        process_is_alive "$name" && return 0
    done
    return 1
}
