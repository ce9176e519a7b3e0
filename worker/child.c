/* SPDX-License-Identifier: MIT */
/*
 * Starts child processes. The kernel ends them with the worker, even after SIGKILL: otherwise two
 * processes could be on one upload, kept apart only by its lock. The signal is SIGTERM, so that a
 * job also ends what it has started.
 */
#include "worker/child.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

pid_t child_start(int (*fn)(void *arg), void *arg)
{
    pid_t parent = getpid();
    pid_t pid = fork();

    if (pid != 0)
        return pid;
    /* The parent may have ended before the request was made. */
    if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != parent)
        _exit(EXIT_FAILURE);
    exit(fn(arg));
}
