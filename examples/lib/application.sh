# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The application as the last component of a site: its packages, its environment, its process.
# examples/NAME/site.sh may replace each function and variable here.

# shellcheck disable=SC2034 # used by the parts of quickstart
{
    APPLICATION_PACKAGES=() # of Debian, beside those of quickstart
    COMPONENTS+=(application)
    LIGHTTPD_CONFIGURATION=$here/deploy/lighttpd/application.conf
    FRONT_PAGE=/login
    FRONT_END=application
    SITE_DASHBOARD=loadline/dashboard.html
}

application_names() {
    local names=("$here"/examples/*/start)
    names=("${names[@]%/start}")
    printf '%s\n' "${names[*]##*/}"
}

# application_choose NAME: sets application, its folder, and what follows from the name.
application_choose() {
    local name=${1-}
    case $name in
    -h | --help) usage && exit 0 ;;
    esac
    [[ -n $name && $name != */* && -x $here/examples/$name/start ]] ||
        fail "which application? one of: $(application_names)"
    invoked="examples/run $name"
    SITE_FOLDER=examples/$name
    application=$here/examples/$name
}

# Called when the arguments are known. What begins with SITE is for lighttpd's configuration.
application_load() {
    [[ $data != *,* ]] || fail "choose another --data: a comma separates the files of token_keys"
    RUN_PACKAGES+=("${APPLICATION_PACKAGES[@]}")
    application_place
    SITE_APPLICATION_PORT=
    process_read "$data/application.port" 2>/dev/null && SITE_APPLICATION_PORT=$REPLY
    SITE_DELIVERED=$data/delivered
    export SITE_APPLICATION_PORT SITE_DELIVERED
}

# The last step before the site starts.
site_prepare() {
    if [ -z "$SITE_APPLICATION_PORT" ] || port_is_busy "$SITE_APPLICATION_PORT"; then
        SITE_APPLICATION_PORT=$(site_choose_port)
        printf '%s\n' "$SITE_APPLICATION_PORT" >"$data/application.port"
    fi
    (umask 077 && mkdir -p "$data/application" "$data/delivered" && settings_make_secret)
    settings_renew
    application_prepare
}

# Changes application, the folder that its file start runs in.
application_place() {
    :
}

# Installs what the application needs besides packages of Debian. Called at each start.
application_prepare() {
    :
}

# Sets variables to what the application is told.
application_variables() {
    variables=(EXAMPLE_DATA="$data/application" EXAMPLE_PORT="$SITE_APPLICATION_PORT"
        EXAMPLE_DELIVERED="$data/delivered" LOADLINE_URL="http://127.0.0.1:$port"
        LOADLINE_TOKEN_KEY="$data/token.key" LOADLINE_WEBHOOK_SECRET="$data/webhook.secret")
}

spawn_application() {
    local variables
    application_variables
    process_spawn application env "${variables[@]}" "$application/start"
}

ready_application() {
    port_is_busy "$SITE_APPLICATION_PORT"
}

say_address() {
    say "The application answers at $(site_url)"
    say "Users: alice and bob, both with the password loadline"
}
