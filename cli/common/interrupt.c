/* SPDX-License-Identifier: MIT */
/*
 * Notes signals in a flag.
 */
#include "cli/common/interrupt.h"

#include "base/clock.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>

#define SLICE_MS 50

static volatile sig_atomic_t caught;

static void note(int number)
{
    caught = number;
}

void interrupt_catch(void)
{
    struct sigaction action = {.sa_handler = note, .sa_flags = (int)SA_RESETHAND};

    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGHUP, &action, NULL);
}

bool interrupt_caught(void)
{
    return caught != 0;
}

bool interrupt_pause_ms(int64_t ms)
{
    int64_t end = clock_mono_ms() + ms;

    for (int64_t now = end - ms; now < end && !interrupt_caught(); now = clock_mono_ms())
        clock_pause_ms(end - now < SLICE_MS ? end - now : SLICE_MS);
    return !interrupt_caught();
}

/* Between a look at the flag and poll(2) a signal would be lost, so it is blocked until then. */
int interrupt_poll(struct pollfd *fds, nfds_t count, int64_t wait_ms)
{
    const struct timespec wait = {.tv_sec = wait_ms / 1000, .tv_nsec = wait_ms % 1000 * 1000000};
    sigset_t ours, before;
    int ready = -1;

    (void)sigemptyset(&ours);
    (void)sigaddset(&ours, SIGINT);
    (void)sigaddset(&ours, SIGTERM);
    (void)sigaddset(&ours, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &ours, &before);
    errno = EINTR;
    if (!interrupt_caught())
        ready = ppoll(fds, count, &wait, &before);
    int saved = errno;
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    errno = saved;
    return ready;
}

void interrupt_end(void)
{
    if (!interrupt_caught())
        return;
    (void)fflush(stdout);
    (void)signal(caught, SIG_DFL);
    (void)raise(caught);
}
