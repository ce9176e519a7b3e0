/* SPDX-License-Identifier: MIT */
/*
 * What the server says of an upload while its bytes are on their way: a thread of its own asks, so
 * that sending never waits for news.
 */
#ifndef LOADLINE_PROGRESS_POLLER_H
#define LOADLINE_PROGRESS_POLLER_H

#include "cli/send/endpoint.h"
#include "base/json.h"

struct progress_poller;

/* Begins to ask about twice a second; e and id are borrowed. NULL: the site has no progress
 * address, or there are no means; the other two take that. */
struct progress_poller *progress_poller_start(const struct endpoint *e, const char *id);

/* The newest document that was not taken yet, for the caller to free; NULL: there is none. */
struct json *progress_poller_take(struct progress_poller *l);

void progress_poller_stop(struct progress_poller **l);

#endif
