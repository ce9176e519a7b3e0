/* SPDX-License-Identifier: MIT */
/*
 * Locks on ranges of bytes, by which the hosts of a shared file system tell each other of takeover
 * requests: no cache hides a lock, and it goes with its process. The file has no such bytes. The
 * first byte is held by the holder of the upload. Above lie five ranges, one per verb and one for
 * the holder: a requester locks the byte of its token in that of its verb, the holder the byte of
 * its own token in the last one. A greater byte is a newer token.
 */
#ifndef LOADLINE_BELL_H
#define LOADLINE_BELL_H

#include "spool/lock.h"

#define BELL_HOLDER LOCK_NONE /* the range of the holder */

/* The byte of a token within its range, and the time of the token, in wall ms. */
int64_t bell_place(const char token[LOCK_TOKEN_SIZE]);
int64_t bell_place_ms(int64_t place);

/* Locks the byte of a token. Returns 0, ERR_LOCKED if another descriptor has it, or ERR_IO. */
int bell_ring(int fd, enum lock_verb range, const char token[LOCK_TOKEN_SIZE]);

/* Unlocks the byte of a token. */
void bell_silence(int fd, enum lock_verb range, const char token[LOCK_TOKEN_SIZE]);

/* Unlocks all that this descriptor holds: closing it may free its locks late. */
void bell_silence_all(int fd);

/* Whether another descriptor rings in this range, above this place (-1: anywhere). Sets *place_out
 * to a place of one that does. */
bool bell_rings_above(int fd, enum lock_verb range, int64_t place, int64_t *place_out);

/* Whether a requester rings, whatever its verb. */
bool bell_is_asked(int fd);

/* The time, in wall ms, of the newest token that rings in any range, also that of the holder; 0 if
 * none does. */
int64_t bell_newest_ms(int fd);

#endif
