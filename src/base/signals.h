/* SPDX-License-Identifier: MIT */
/*
 * The signals that end a program. The program blocks them before it starts threads, so that no
 * other thread takes them. Only the thread that waits for them unblocks them.
 */
#ifndef LOADLINE_SIGNALS_H
#define LOADLINE_SIGNALS_H

#include <signal.h>

/* Fills the set with SIGTERM, SIGINT, and SIGUSR1, with which web servers end FastCGI programs. */
void signals_ending(sigset_t *out);

/* Blocks these signals in the calling thread, and in the threads that it starts from now on. */
void signals_block_ending(void);

/* Unblocks these signals in the calling thread; pending ones are delivered now. */
void signals_release_ending(void);

#endif
