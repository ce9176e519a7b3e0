/* SPDX-License-Identifier: MIT */
/*
 * A connection to the Redis of one shard that hears the events of all its uploads. It never waits,
 * except to connect: the caller has a loop over all shards.
 */
#ifndef LOADLINE_SUBSCRIPTION_H
#define LOADLINE_SUBSCRIPTION_H

#include "cli/events/heard.h"

#include "redis/redis_target.h"

#include <stddef.h>
#include <stdint.h>

struct subscription;

/* Takes one event: the upload's id, and the text of its document. Both are valid during the call.
 * A result other than 0 ends the hearing. */
typedef int subscription_hear(void *arg, const char *id, const char *text, size_t len);

/* Makes a subscription, not connected yet. prefix is borrowed. timeout_ms bounds connecting, and
 * the answer to a ping. 0 or ERR_NOMEM. */
int subscription_new(const struct redis_target *target, const char *prefix, int timeout_ms,
                     struct subscription **out);
void subscription_free(struct subscription **s);

/* Connects to the primary, and waits until Redis has confirmed the subscription: what changes
 * from then on is heard. 0, or ERR_REDIS with the reason in subscription_failure(). */
int subscription_connect(struct subscription *s);

/* Closes the connection. */
void subscription_disconnect(struct subscription *s);

/* For poll(2); -1 if it is not connected. */
int subscription_fd(const struct subscription *s);
short subscription_events(const struct subscription *s);

/* Reads what is there, calls hear for each event, and sends what waits. 0, ERR_REDIS if the
 * connection is lost, or the result of hear. */
int subscription_receive(struct subscription *s, subscription_hear *hear, void *arg);

/* Pings a server that was silent for a while. ERR_REDIS if it does not answer in time. *wait_ms_out
 * is when to call it again. */
int subscription_check(struct subscription *s, int64_t *wait_ms_out);

/* Until when events were heard, also after the connection is lost. It belongs to the
 * subscription; the caller adds what the documents say. */
struct heard *subscription_heard(struct subscription *s);

/* The reason of the last ERR_REDIS. It belongs to the subscription. */
const char *subscription_failure(const struct subscription *s);

#endif
