/* SPDX-License-Identifier: MIT */
/*
 * The one account of long requests: those whose body is read, and those that are sent a file by the
 * program itself. So many of each client, and in all fewer than there are threads, so that requests
 * that are neither always find one.
 */
#ifndef LOADLINE_SENDER_LIMITS_H
#define LOADLINE_SENDER_LIMITS_H

#include "config/config.h"
#include "fcgi/http/exchange.h"

struct sender_limits;

/* Of upload.fcgi and of progress.fcgi. The settings are borrowed. NULL when out of memory. */
struct sender_limits *sender_limits_of_uploads(const struct config *c);
struct sender_limits *sender_limits_of_progress(const struct config *c);
void sender_limits_free(struct sender_limits **p);

/* Takes a place for x's client, who is known by then; once, however often it is asked. ERR_CROWDED:
 * the client has as many as it may, ERR_BUSY: all are taken; with the detail. ERR_NOMEM. */
int sender_limits_take(struct exchange *x);

/* Whether x has one, or could take one now. The same errors. */
int sender_limits_check(struct exchange *x);

/* Gives it back where x has one. */
void sender_limits_leave(struct exchange *x);

#endif
