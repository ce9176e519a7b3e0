# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# One site's folder ($data): settings, secret, spool, sockets, logs. site.env in it has
# the values for later commands (restart, stop).

# A UNIX socket's path has at most 107 bytes. The rest is for the longest file name.
SITE_SOCKET_LIMIT=90

SITE_DASHBOARD=dashboard.html # its path on the site
# shellcheck disable=SC2034 # used by quickstart
SITE_MIB=128 # min_free (64 MiB), and 64 MiB for files

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

# Chooses a port below those that the kernel assigns by itself.
site_choose_port() {
    local candidate
    while :; do
        candidate=$((10000 + RANDOM % 20000))
        port_is_busy "$candidate" || break
    done
    printf '%s\n' "$candidate"
}

# The settings contain the path of the data, so it must be valid as a value.
site_check_path() {
    case $data in
    *[[:cntrl:]]* | *\"* | *' ;'* | *' ') fail "choose another --data: $(printf %q "$data") cannot be written in a settings file" ;;
    esac
}

# site_check_space DIR MIB WHAT: DIR need not exist yet.
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
    site_make_key secret
    site_make_key token.key
    if [ -s "$data/redis/users.conf" ]; then site_renew_users; else site_write_users; fi
    [ -s "$data/loadline.conf" ] || site_write_settings
    chmod 600 "$data/secret" "$data/token.key" "$data/loadline.conf"
    umask "$mask"
}

site_make_key() {
    [ -s "$data/$1" ] || od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$data/$1"
}

# The setting for administrators. A comma separates the files of the list, so that a path with one
# cannot be written: such a site has no administrators.
site_administrators() {
    [[ $data == *,* ]] || printf 'token_keys = %s/token.key\n' "$data"
}

# A link that makes the first who opens it an administrator. Fails if the site has no key for it.
site_administrator_link() {
    "$build/cli/loadline" --config "$data/loadline.conf" token --link "$(site_url)$SITE_DASHBOARD" \
        2>/dev/null
}

# Creates the sockets' folder below the data. If that path is too long, or contains characters
# with a meaning in an address, creates a temporary folder with a short path instead. Every later
# start uses the same folder, because the settings contain its path.
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

# Loads the values that start wrote.
site_load() {
    [ -e "$data/site.env" ] || fail "nothing was started in $data"
    # shellcheck source=/dev/null
    . "$data/site.env"
    port=$(cat "$data/port")
}

# Writes deploy/redis/users.conf with new passwords.
site_write_users() {
    local name text
    text=$(cat "$here/deploy/redis/users.conf")
    for name in relay upload worker operator; do
        text=${text/>CHANGE-ME-$name />$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n') }
    done
    printf '%s\n' "$text" >"$data/redis/users.conf"
}

# Gives the users of an earlier start the rights that this release needs. Passwords and all other
# lines stay.
site_renew_users() {
    local line name password text=
    while IFS= read -r line || [ -n "$line" ]; do
        if [[ $line == "user loadline-"*" on >"* ]]; then
            name=${line#user loadline-} password=${line#* on >}
            name=${name%% *}
            line=$(grep "^user loadline-$name on " "$here/deploy/redis/users.conf")
            line=${line/>CHANGE-ME-$name />${password%% *} }
        fi
        text+=$line$'\n'
    done <"$data/redis/users.conf"
    printf '%s' "$text" >"$data/redis/users.conf"
}

site_redis_password() {
    local line
    while read -r line || [ -n "$line" ]; do
        [[ $line != "user loadline-$1 on >"* ]] || { line=${line#*>} && printf '%s\n' "${line%% *}"; }
    done <"$data/redis/users.conf"
}

# site_redis_url USER: the Redis URL of that user.
site_redis_url() {
    printf 'unix:%s/redis.sock?db=0&user=loadline-%s&password=%s\n' "$sockets" "$1" \
        "$(site_redis_password "$1")"
}

# The Redis URL for the settings: several Redis of the environment are in them too, because their
# number decides which has an upload. Lines of settings are short: each URL has one.
site_redis_url_to_write() {
    case ${LOADLINE_REDIS_URL-} in
    *' '*) printf '%s\n' "${LOADLINE_REDIS_URL// /$'\n    '}" ;;
    *) site_redis_url operator ;;
    esac
}

# The Redis URL, or those of all shards, that the environment or the settings have.
site_redis_url_in_use() {
    [ -n "${LOADLINE_REDIS_URL-}" ] && printf '%s\n' "$LOADLINE_REDIS_URL" && return
    awk '/^redis_url *=/ { sub(/^redis_url *= */, ""); printf "%s", $0; inside = 1; next }
        inside && /^[ \t]/ { sub(/^[ \t]+/, " "); printf "%s", $0; next }
        { inside = 0 }' "$data/loadline.conf"
}

# site_redis_url_as USER URL: the URL, or those of all shards, with that user in place of the operator.
site_redis_url_as() {
    local url=$2 operator
    operator=$(site_redis_password operator)
    if [[ $url == *loadline-operator* && $url == *"$operator"* ]]; then
        url=${url//loadline-operator/loadline-$1}
        url=${url//"$operator"/$(site_redis_password "$1")}
    fi
    printf '%s\n' "$url"
}

# The folder of the files. The environment overrides the settings.
site_spool() {
    printf '%s\n' "${LOADLINE_SPOOL:-$(sed -n 's/^spool *= *//p' "$data/loadline.conf")}"
}

site_write_settings() {
    cat >"$data/loadline.conf" <<END
; Settings of the site in $data. quickstart wrote them once and does not change them.
; "loadline config --dump" explains every setting.

; The command loadline uses this URL. The programs have their own Redis users in
; redis/users.conf, for this prefix.
redis_url = $(site_redis_url_to_write)
redis_prefix = loadline:
spool = $data/spool
secret_file = $data/secret

$(site_access)

upload_socket = unix:$sockets/upload.sock
progress_socket = unix:$sockets/progress.sock
relay_listen = unix:$sockets/relay.sock
relay_admin_listen = unix:$sockets/relay-admin.sock

$(site_front_end)

$(site_stages)
END
}

# The parts of the settings that differ where an application of examples/ has the site.
site_access() {
    printf '; Everybody who reaches the site may upload. Administrators need a token of this key.\n'
    site_administrators
}

site_front_end() {
    printf '; lighttpd passes interim responses to clients.\ninterim_responses = yes\n'
}

# The last part, because it may end with sections.
site_stages() {
    printf 'stages = digest, identify\n'
}

site_is_running() {
    local name
    for name in "${COMPONENTS[@]}"; do
        process_is_alive "$name" && return 0
    done
    return 1
}
