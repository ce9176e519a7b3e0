/* SPDX-License-Identifier: MIT */
/*
 * Limits the number of attached senders, or watchers, in this process: in total and per client. A
 * client is an owner's name, or an address if there is no owner.
 */
#ifndef LOADLINE_CLIENT_LIMITS_H
#define LOADLINE_CLIENT_LIMITS_H

#include <stdint.h>

struct client_limits;
struct client_place; /* one attached sender or watcher */

/* Makes the counters; a limit of 0 means none. The caller frees them. NULL when out of memory. */
struct client_limits *client_limits_new(int64_t per_client, int64_t in_all);
void client_limits_free(struct client_limits **s);

/* Changes the limits for later calls. */
void client_limits_set_limits(struct client_limits *s, int64_t per_client, int64_t in_all);

/* Counts one more sender or watcher and sets *out, which client_limits_leave() takes back. client
 * is copied. ERR_CROWDED: the client's limit is reached; ERR_BUSY: the total limit is reached;
 * ERR_NOMEM. */
int client_limits_enter(struct client_limits *s, const char *client, struct client_place **out);

/* Whether one more would be accepted now: 0, ERR_CROWDED or ERR_BUSY. */
int client_limits_check(struct client_limits *s, const char *client);

/* Ends what client_limits_enter() began and clears *out. A NULL *out is fine. */
void client_limits_leave(struct client_limits *s, struct client_place **out);

#endif
