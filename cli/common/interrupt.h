/* SPDX-License-Identifier: MIT */
/*
 * Handles Ctrl-C during a transfer. The signal is noted, so that the command can print what is
 * kept; then the command ends as the signal would have ended it.
 */
#ifndef LOADLINE_INTERRUPT_H
#define LOADLINE_INTERRUPT_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

/* Installs handlers that note SIGINT, SIGTERM and SIGHUP; a second signal ends the program. */
void interrupt_catch(void);
/* Whether a signal was noted. */
bool interrupt_caught(void);

/* Waits ms milliseconds; returns false as soon as a signal was noted. */
bool interrupt_pause_ms(int64_t ms);

/* poll(2), which a signal ends, also one that came before the call: then -1 with EINTR. */
int interrupt_poll(struct pollfd *fds, nfds_t count, int64_t wait_ms);

/* If a signal was noted, ends the program by it, so that the calling shell sees the signal. */
void interrupt_end(void);

#endif
