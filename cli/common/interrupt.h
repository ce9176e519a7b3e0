/* SPDX-License-Identifier: MIT */
/*
 * Ctrl-C while something is under way: noted, so that the command can say what is kept, and then
 * ends as the signal would have ended it.
 */
#ifndef LOADLINE_INTERRUPT_H
#define LOADLINE_INTERRUPT_H

#include <stdbool.h>
#include <stdint.h>

/* From now on SIGINT, SIGTERM and SIGHUP are noted; a second one ends the program. */
void interrupt_catch(void);
bool interrupt_caught(void);

/* Waits; false as soon as a signal came. */
bool interrupt_pause_ms(int64_t ms);

/* Where a signal was noted, ends the program by it, so that a script's shell sees it too. */
void interrupt_end(void);

#endif
