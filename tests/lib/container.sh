# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Containers without an engine: the file system, user, environment and first process of an image,
# in namespaces of their own, with loopback and no other network. Needs root, buildah and bare.sh.

# container_storage FOLDER: images and containers from here on live there.
container_storage() {
    mkdir -p "$1"
    printf '[storage]\ndriver = "%s"\ngraphroot = "%s"\nrunroot = "%s"\n' \
        "${STORAGE_DRIVER:-overlay}" "$1/storage" "$1/run" >"$1/storage.conf"
    export CONTAINERS_STORAGE_CONF=$1/storage.conf BUILDAH_ISOLATION=chroot
}

# container_configured IMAGE FIELD: a field of its configuration.
container_configured() {
    buildah inspect --type image --format "{{range .OCIv1.Config.$2}}{{println .}}{{end}}" "$1" |
        grep .
}

# container_create IMAGE STATE: $container_root is its file system; STATE has the folders of its
# volumes, which containers may share.
container_create() {
    local volume
    container_root=$(buildah mount "$(buildah from "$1")")
    container_image=$1
    container_state=$2
    for volume in run/loadline var/lib/loadline; do
        [ -d "$2/$volume" ] || { mkdir -p "$2/$volume" && chown 1000:1000 "$2/$volume"; }
    done
}

# container_start LOG [NAME=VALUE…] -- WORD…: the entry point with these words; $container_keeper is
# our child, whose status is the container's, and $container_pid the first process.
container_start() {
    local log=$1 i first=()
    shift
    mapfile -t container_variables < <(container_configured "$container_image" Env)
    while [ "$1" != -- ]; do
        container_variables+=("$1") && shift
    done
    shift
    mapfile -t first < <(container_configured "$container_image" Entrypoint)
    # shellcheck disable=SC2016 # for the other shell
    unshare --mount --propagation private --pid --net --ipc --uts --fork --kill-child=KILL \
        "$BASH" -c '. "$1" && shift && container_main "$@"' container "${BASH_SOURCE[0]}" \
        "$container_root" "$container_state" "${container_variables[@]}" -- "${first[@]}" "$@" \
        >"$log" 2>&1 </dev/null &
    container_keeper=$!
    for ((i = 0; i < 200; i++)); do
        container_pid=$(pgrep -P "$container_keeper") && return 0
        kill -0 "$container_keeper" 2>/dev/null || return 0
        sleep 0.05
    done
    fail "the container does not start: $(tail -n 5 "$log")"
}

# In the container's namespaces: becomes its first process.
container_main() {
    local root=$1 state=$2 volume
    shift 2
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    for volume in run/loadline var/lib/loadline; do
        mount --bind "$state/$volume" "$root/$volume"
    done
    ip link set lo up
    ip address add 192.0.2.1/32 dev lo # whoever asks there counts as another machine
    container_inside "$root" "$@"
}

# container_inside ROOT NAME=VALUE… -- WORD…
container_inside() {
    local root=$1 variables=()
    shift
    while [ "$1" != -- ]; do
        variables+=("$1") && shift
    done
    shift
    exec chroot --userspec=1000:1000 --groups=1000 "$root" /usr/bin/env -i "${variables[@]}" "$@"
}

# container_run WORD…: the image's health check and the like, in the running container and with its
# environment, as by an engine.
container_run() {
    # shellcheck disable=SC2016 # for the other shell
    nsenter -t "$container_pid" -m -p -n -i -u "$BASH" -c '. "$1" && shift && container_inside "$@"' \
        run "${BASH_SOURCE[0]}" "$container_root" "${container_variables[@]}" -- "$@"
}

# container_wait SECONDS WORD…: until the command succeeds in the container.
container_wait() {
    local i tries=$(($1 * 5))
    shift
    for ((i = 0; i < tries; i++)); do
        ! container_run "$@" >/dev/null 2>&1 || return 0
        kill -0 "$container_keeper" 2>/dev/null || return 1
        sleep 0.2
    done
    return 1
}

# container_ended: whether it ends within ten seconds.
container_ended() {
    local i
    for ((i = 0; i < 100; i++)); do
        kill -0 "$container_keeper" 2>/dev/null || return 0
        sleep 0.1
    done
    return 1
}

# container_stop SIGNAL: its exit status is the function's. An engine would kill it after ten
# seconds, and so does this.
container_stop() {
    local status=0
    kill "-$1" "$container_pid"
    container_ended || { kill -KILL "$container_keeper" && fail "the container did not end in 10 s"; }
    wait "$container_keeper" || status=$?
    container_pid=
    return "$status"
}
