/* SPDX-License-Identifier: MIT */
/*
 * How many senders, or watchers, are attached at once, in all and of each client, in this process. A client
 * is an owner's name, or an address where there is none.
 */
#ifndef LOADLINE_CLIENT_LIMITS_H
#define LOADLINE_CLIENT_LIMITS_H

#include <stdint.h>

struct senders;
struct sender; /* one that is attached */

/* Limits of 0 do not limit. NULL when out of memory. */
struct senders *senders_new(int64_t per_client, int64_t in_all);
void senders_free(struct senders **s);

/* For those who come from now on. */
void senders_set_limits(struct senders *s, int64_t per_client, int64_t in_all);

/* Counts one more; client is copied. ERR_CROWDED: the client has as many as it may, ERR_BUSY: there are as many in
 * all; ERR_NOMEM. */
int senders_enter(struct senders *s, const char *client, struct sender **out);

/* Whether one more would be let in now: 0, ERR_CROWDED or ERR_BUSY. */
int senders_check(struct senders *s, const char *client);

/* NULL is fine. */
void senders_leave(struct senders *s, struct sender **out);

#endif
