/* SPDX-License-Identifier: MIT */
/*
 * When the lock of an upload on a shared file system was last taken: a time in the name of an empty
 * file in the upload's folder. A name, because a text that another host rewrote in place is
 * sometimes read as it was before. Tokens of the lock grow by it, even if the clocks of the hosts
 * differ.
 */
#ifndef LOADLINE_TURN_H
#define LOADLINE_TURN_H

#include <stdint.h>

/* Makes the first turn of a new folder. An error of error_from_errno(). */
int turn_begin(int folder);

/* The last turn, in ms; 0 if there is none. Also makes the names of the folder fresh. */
int64_t turn_last(int folder);

/* With the lock held: records a turn at *ms or, if the last one was not before, 1 ms after that,
 * and sets *ms. An error of error_from_errno(). */
int turn_take(int folder, int64_t *ms);

/* Removes the turns of a folder that is removed. */
void turn_clear(int folder);

#endif
