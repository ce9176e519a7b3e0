# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# A machine: a folder that holds a Debian with systemd, booted in namespaces of
# its own. It has loopback and no other network; $machine is the process that
# is number 1 in it.

machine=

# What the first process finds in place of a kernel's own work.
machine_mounts() {
    local root=$1 node
    mount --bind "$root" "$root"
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount -t tmpfs tmpfs "$root/run"
    mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
    mount -t tmpfs -o mode=755 tmpfs "$root/dev"
    for node in null zero full random urandom tty; do
        touch "$root/dev/$node"
        mount --bind "/dev/$node" "$root/dev/$node"
    done
    mkdir -p "$root/dev/pts" "$root/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
    mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
    ln -s pts/ptmx "$root/dev/ptmx"
    ln -s /proc/self/fd "$root/dev/fd"
}

# Becomes the machine's first process; called in its namespaces. Its root is changed
# for good: in a mere chroot nobody may have user namespaces, as units do.
machine_main() {
    machine_mounts "$1"
    cd "$1" && pivot_root . . && umount -l .
    exec /usr/bin/env -i container=loadline PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        /lib/systemd/systemd --log-target=console </dev/null
}

# machine_boot ROOT LOG
machine_boot() {
    local i
    # shellcheck disable=SC2016 # for the other shell
    unshare --mount --propagation private --pid --fork --kill-child=KILL --uts --ipc --net \
        --cgroup "$BASH" -c '. "$1" && machine_main "$2"' machine \
        "${BASH_SOURCE[0]}" "$1" >"$2" 2>&1 &
    machine_keeper=$!
    for ((i = 0; i < 600; i++)); do
        machine=$(pgrep -P "$machine_keeper") && machine_state | grep -Eq 'running|degraded' &&
            return 0
        kill -0 "$machine_keeper" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 20 "$2" >&2
    fail "the machine in $1 does not boot"
}

# A word; that some unit failed is no failure of the question.
machine_state() {
    machine_run systemctl is-system-running 2>/dev/null || :
}

# machine_run COMMAND…: in the machine, as root.
machine_run() {
    nsenter -t "$machine" -m -u -i -n -p -r -w /usr/bin/env -i HOME=/root USER=root LANG=C.UTF-8 \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@" </dev/null
}

# machine_beside COMMAND…: a program of this system, on the machine's network.
machine_beside() {
    nsenter -t "$machine" -n "$@"
}

machine_stop() {
    [ -n "$machine" ] || return 0
    machine_run systemctl poweroff --force >/dev/null 2>&1 || true
    local i
    for ((i = 0; i < 100; i++)); do
        kill -0 "$machine_keeper" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "$machine_keeper" 2>/dev/null || true
    wait "$machine_keeper" 2>/dev/null || true
    machine=
}
