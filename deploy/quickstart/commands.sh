# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The command line of quickstart and of examples/run: the arguments, and what each command does.
# The caller sets $invoked, the command as people write it, and defines usage().

SITE_FOLDER=run # of the data, in the build folder

read_arguments() {
    command=
    component=
    port=8080
    data=
    build=$here/build
    background=no
    make_build=yes
    while [ $# -gt 0 ]; do
        case $1 in
        --port) need_value "$@" && port=$2 && shift ;;
        --data) need_value "$@" && data=$2 && shift ;;
        --build) need_value "$@" && build=$2 && shift ;;
        --background) background=yes ;;
        --no-build) make_build=no ;;
        -h | --help) usage && exit 0 ;;
        -*) fail "unknown option $1; see $invoked --help" ;;
        *) read_word "$1" ;;
        esac
        shift
    done
    command=${command:-start}
    [[ $port =~ ^(0|[1-9][0-9]{0,4})$ && $port -le 65535 ]] ||
        fail "--port takes a number up to 65535, not $port"
    build=$(realpath -m -- "$build")
    data=$(realpath -m -- "${data:-$build/$SITE_FOLDER}")
}

need_value() {
    [ $# -ge 2 ] || fail "$1 needs a value"
}

read_word() {
    if [ -z "$command" ]; then
        command=$1
    elif [ -z "$component" ]; then
        component=$1
        [[ " ${COMPONENTS[*]} " == *" $component "* ]] ||
            fail "unknown component $component; the components are: ${COMPONENTS[*]}"
    else
        fail "too many arguments: $1; see $invoked --help"
    fi
}

start_everything() {
    if site_is_running; then
        stack_check
        say "already running: $(site_url)"
        say_administrator_link
        return
    fi
    site_check_path
    site_check_port "$port"
    if [ "$make_build" = yes ]; then
        build_check_paths "$build"
        site_check_space "$build" "$BUILD_MIB" "a build"
        packages_install "${RUN_PACKAGES[@]}"
        build_make "$build"
    fi
    site_check_space "$data" "$SITE_MIB" "a site"
    site_create
    site_prepare
    if [ "$background" = no ]; then
        trap 'say "stopping"; stack_stop; exit 0' INT TERM HUP
    fi
    stack_start
    say_address
    say_administrator_link
    if [ "$background" = no ]; then
        say "Ctrl-C stops it; logs are in $data/log"
        stack_watch
    fi
}

# An application of examples/ has more to do before its first start, and to say after each.
site_prepare() {
    :
}

say_address() {
    say "Loadline answers at $(site_url)"
}

# Sites that an older quickstart made have no key for links; neither have those with auth = server.
say_administrator_link() {
    local link
    link=$(site_administrator_link) || return 0
    say "Dashboard, for one visit within ten minutes: $link"
}

print_link() {
    site_load
    site_administrator_link || fail "$data/loadline.conf has no token_keys for administrators"
}

start() {
    if [ -n "$component" ]; then
        site_load && component_start "$component" && component_wait "$component"
    else
        start_everything
    fi
}

# Which of these are about to be stopped.
say_stopped() {
    local name running=()
    for name in "$@"; do
        process_is_alive "$name" && running+=("$name")
    done
    if [ ${#running[@]} -gt 0 ]; then
        say "stopping ${running[*]}"
    else
        say "nothing to stop in $data"
    fi
}

stop() {
    if [ -n "$component" ]; then
        say_stopped "$component"
        component_stop "$component"
    else
        say_stopped "${COMPONENTS[@]}"
        stack_stop
    fi
}

restart() {
    [ -n "$component" ] || fail "restart needs a component: ${COMPONENTS[*]}"
    component_stop "$component"
    start
}

kill_component() {
    [ -n "$component" ] || fail "kill needs a component: ${COMPONENTS[*]}"
    component_kill "$component"
}

run_command() {
    case $command in
    start) start ;;
    stop) stop ;;
    restart) restart ;;
    kill) kill_component ;;
    status) stack_status ;;
    link) print_link ;;
    *) fail "unknown command $command; see $invoked --help" ;;
    esac
}
