/* SPDX-License-Identifier: MIT */
/*
 * How many senders, or watchers, are attached at once, in all and of each client, in this process.
 * A client is an owner's name, or an address where there is none.
 */
#ifndef LOADLINE_CLIENT_LIMITS_H
#define LOADLINE_CLIENT_LIMITS_H

#include <stdint.h>

struct client_limits;
struct client_place; /* one that is attached */

/* Limits of 0 do not limit. NULL when out of memory. */
struct client_limits *client_limits_new(int64_t per_client, int64_t in_all);
void client_limits_free(struct client_limits **s);

/* For those who come from now on. */
void client_limits_set_limits(struct client_limits *s, int64_t per_client, int64_t in_all);

/* Counts one more; client is copied. ERR_CROWDED: the client has as many as it may, ERR_BUSY: there
 * are as many in all; ERR_NOMEM. */
int client_limits_enter(struct client_limits *s, const char *client, struct client_place **out);

/* Whether one more would be let in now: 0, ERR_CROWDED or ERR_BUSY. */
int client_limits_check(struct client_limits *s, const char *client);

/* NULL is fine. */
void client_limits_leave(struct client_limits *s, struct client_place **out);

#endif
