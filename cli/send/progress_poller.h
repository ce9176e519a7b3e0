/* SPDX-License-Identifier: MIT */
/*
 * Polls the server's document of an upload while its bytes are sent. A thread of its own polls, so
 * that sending never waits for it.
 */
#ifndef LOADLINE_PROGRESS_POLLER_H
#define LOADLINE_PROGRESS_POLLER_H

#include "cli/send/endpoint.h"
#include "base/json.h"

struct progress_poller;

/* Starts polling about twice a second. Borrows e and id. The caller ends it with
 * progress_poller_stop(). NULL: the site has no progress address, or resources are short; the other
 * two functions accept NULL. */
struct progress_poller *progress_poller_start(const struct endpoint *e, const char *id);

/* Returns the newest document not taken yet, for the caller to free, or NULL. */
struct json *progress_poller_take(struct progress_poller *l);

/* Stops the thread and clears the pointer. */
void progress_poller_stop(struct progress_poller **l);

#endif
