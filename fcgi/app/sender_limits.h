/* SPDX-License-Identifier: MIT */
/*
 * Counts long requests: those whose body is read, and those to which the program itself sends a
 * file. It limits them per client, and in all to fewer than the threads, so that short requests
 * always find a thread.
 */
#ifndef LOADLINE_SENDER_LIMITS_H
#define LOADLINE_SENDER_LIMITS_H

#include "config/config.h"
#include "fcgi/http/exchange.h"

struct sender_limits;

/* The limits for upload.fcgi and for progress.fcgi. The settings are borrowed. Return NULL if out
 * of memory. sender_limits_free() accepts NULL and clears the caller's pointer. */
struct sender_limits *sender_limits_of_uploads(const struct config *c);
struct sender_limits *sender_limits_of_progress(const struct config *c);
void sender_limits_free(struct sender_limits **p);

/* Takes a place for x's client, whose principal must be known. Does nothing if x has a place
 * already. Returns 0; ERR_CROWDED if the client has reached its limit; ERR_BUSY if no place is
 * free; both with a detail; or ERR_NOMEM. */
int sender_limits_take(struct exchange *x);

/* Checks whether x has a place or could take one now. Returns the same as sender_limits_take(). */
int sender_limits_check(struct exchange *x);

/* Gives the place back. Does nothing if x has none. */
void sender_limits_leave(struct exchange *x);

#endif
