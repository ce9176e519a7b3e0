/* SPDX-License-Identifier: MIT */
/*
 * The signals that end a program. They are blocked before there is any thread, so that none of them
 * can take one away from whoever waits for it, and let in by that one alone.
 */
#ifndef LOADLINE_SIGNALS_H
#define LOADLINE_SIGNALS_H

#include <signal.h>

/* SIGTERM, SIGINT, and SIGUSR1, by which web servers end FastCGI programs. */
void signals_ending(sigset_t *out);

/* In this thread, and those that it makes from now on: they wait until they are asked for. */
void signals_block_ending(void);

/* In this thread: those that have come are dealt with now. */
void signals_release_ending(void);

#endif
