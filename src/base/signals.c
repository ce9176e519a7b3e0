/* SPDX-License-Identifier: MIT */
/*
 * A thread inherits the signal mask of the thread that starts it, so blocking in the first thread
 * covers all.
 */
#include "base/signals.h"

#include <stddef.h>

void signals_ending(sigset_t *out)
{
    sigemptyset(out);
    sigaddset(out, SIGTERM);
    sigaddset(out, SIGINT);
    sigaddset(out, SIGUSR1);
}

void signals_block_ending(void)
{
    sigset_t ending;

    signals_ending(&ending);
    (void)pthread_sigmask(SIG_BLOCK, &ending, NULL);
}

void signals_release_ending(void)
{
    sigset_t ending;

    signals_ending(&ending);
    (void)pthread_sigmask(SIG_UNBLOCK, &ending, NULL);
}
