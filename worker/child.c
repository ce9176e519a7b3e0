/* SPDX-License-Identifier: MIT */
/*
 * Whatever ends the worker, even SIGKILL, ends its children: two of them on one upload would only
 * be kept apart by its lock. They are told by SIGTERM, so that a job takes what it has started
 * along.
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
