/* SPDX-License-Identifier: MIT */
/*
 * A table of the clients that have senders now, under one mutex. Its size follows the number of
 * senders.
 */
#include "access/client_limits.h"

#include "base/error.h"
#include "base/table.h"

#include <pthread.h>
#include <stdlib.h>

/* A client. Each of its senders holds a pointer to it. */
struct client_place {
    struct table_head client;
    int64_t count;
};

struct client_limits {
    pthread_mutex_t mutex;
    int64_t per_client, in_all, count;
    struct table clients;
};

struct client_limits *client_limits_new(int64_t per_client, int64_t in_all)
{
    struct client_limits *s = calloc(1, sizeof *s);

    if (s == NULL)
        return NULL;
    pthread_mutex_init(&s->mutex, NULL);
    s->per_client = per_client;
    s->in_all = in_all;
    return s;
}

void client_limits_set_limits(struct client_limits *s, int64_t per_client, int64_t in_all)
{
    pthread_mutex_lock(&s->mutex);
    s->per_client = per_client;
    s->in_all = in_all;
    pthread_mutex_unlock(&s->mutex);
}

void client_limits_free(struct client_limits **s)
{
    if (*s == NULL)
        return;
    table_clear(&(*s)->clients);
    pthread_mutex_destroy(&(*s)->mutex);
    free(*s);
    *s = NULL;
}

static int client_limits_evaluate(const struct client_limits *s, const struct client_place *client)
{
    if (s->per_client > 0 && client != NULL && client->count >= s->per_client)
        return ERR_CROWDED;
    if (s->in_all > 0 && s->count >= s->in_all)
        return ERR_BUSY;
    return 0;
}

int client_limits_enter(struct client_limits *s, const char *client, struct client_place **out)
{
    *out = NULL;
    pthread_mutex_lock(&s->mutex);
    struct client_place *c = table_find(&s->clients, client);
    int rc = client_limits_evaluate(s, c);
    if (rc == 0 && c == NULL)
        c = table_add(&s->clients, client, sizeof *c);
    if (rc == 0 && c == NULL)
        rc = ERR_NOMEM;
    if (rc == 0) {
        c->count++;
        s->count++;
        *out = c;
    }
    pthread_mutex_unlock(&s->mutex);
    return rc;
}

int client_limits_check(struct client_limits *s, const char *client)
{
    pthread_mutex_lock(&s->mutex);
    int rc = client_limits_evaluate(s, table_find(&s->clients, client));
    pthread_mutex_unlock(&s->mutex);
    return rc;
}

void client_limits_leave(struct client_limits *s, struct client_place **out)
{
    struct client_place *c = *out;

    if (c == NULL)
        return;
    pthread_mutex_lock(&s->mutex);
    s->count--;
    if (--c->count == 0)
        table_remove(&s->clients, c);
    pthread_mutex_unlock(&s->mutex);
    *out = NULL;
}
