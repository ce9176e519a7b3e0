/* SPDX-License-Identifier: MIT */
/*
 * Kills orphaned processes. The kernel lists our children. A child that forks while it is killed
 * leaves its own children to us, so the list is read again until it is empty.
 */
#include "worker/stages/orphans.h"

#include "base/clock.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS 200
#define PAUSE_MS 5

void orphans_adopt(void)
{
    (void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

/* The main thread starts and adopts children, so the children are in its list. */
bool orphans_kill_unwanted(bool (*wanted)(const void *arg, pid_t pid), const void *arg)
{
    char path[64];
    int pid;
    bool any = false;

    (void)snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *f = fopen(path, "re");
    if (f == NULL)
        return false;
    while (fscanf(f, "%d", &pid) == 1) {
        if (pid > 0 && !wanted(arg, pid)) {
            any = true;
            (void)kill(pid, SIGKILL);
        }
    }
    (void)fclose(f);
    return any;
}

static bool is_wanted(const void *arg, pid_t pid)
{
    (void)arg;
    (void)pid;
    return false;
}

void orphans_kill(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        pid_t pid = waitpid(-1, NULL, WNOHANG);
        if (pid < 0)
            return;
        if (pid > 0)
            continue;
        (void)orphans_kill_unwanted(is_wanted, NULL);
        clock_pause_ms(PAUSE_MS);
    }
}
