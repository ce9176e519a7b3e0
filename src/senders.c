/* SPDX-License-Identifier: MIT */
/*
 * A table of the clients that have senders now, hashed by name, under one mutex.
 */
#include "senders.h"

#include "error.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 1024

/* A client; the number of its senders is the number of handles to it. */
struct sender {
    struct sender *next;
    int64_t count;
    size_t row;
    char client[];
};

struct senders {
    pthread_mutex_t mutex;
    int64_t per_client, in_all, count;
    struct sender *rows[ROWS];
};

struct senders *senders_new(int64_t per_client, int64_t in_all)
{
    struct senders *s = calloc(1, sizeof *s);

    if (s == NULL)
        return NULL;
    pthread_mutex_init(&s->mutex, NULL);
    s->per_client = per_client;
    s->in_all = in_all;
    return s;
}

void senders_set_limits(struct senders *s, int64_t per_client, int64_t in_all)
{
    pthread_mutex_lock(&s->mutex);
    s->per_client = per_client;
    s->in_all = in_all;
    pthread_mutex_unlock(&s->mutex);
}

void senders_free(struct senders **s)
{
    if (*s == NULL)
        return;
    for (size_t i = 0; i < ROWS; i++)
        while ((*s)->rows[i] != NULL) {
            struct sender *gone = (*s)->rows[i];
            (*s)->rows[i] = gone->next;
            free(gone);
        }
    pthread_mutex_destroy(&(*s)->mutex);
    free(*s);
    *s = NULL;
}

/* FNV-1a. */
static size_t row_of(const char *client)
{
    uint32_t h = 2166136261U;

    for (; *client != '\0'; client++)
        h = (h ^ (unsigned char)*client) * 16777619U;
    return h % ROWS;
}

static struct sender *find(struct senders *s, const char *client)
{
    struct sender *c = s->rows[row_of(client)];

    while (c != NULL && strcmp(c->client, client) != 0)
        c = c->next;
    return c;
}

static int judge(const struct senders *s, const struct sender *client)
{
    if (s->per_client > 0 && client != NULL && client->count >= s->per_client)
        return ERR_CROWDED;
    if (s->in_all > 0 && s->count >= s->in_all)
        return ERR_BUSY;
    return 0;
}

static struct sender *add(struct senders *s, const char *client)
{
    size_t len = strlen(client);
    struct sender *c = calloc(1, sizeof *c + len + 1);

    if (c == NULL)
        return NULL;
    memcpy(c->client, client, len);
    c->row = row_of(client);
    c->next = s->rows[c->row];
    s->rows[c->row] = c;
    return c;
}

int senders_enter(struct senders *s, const char *client, struct sender **out)
{
    *out = NULL;
    pthread_mutex_lock(&s->mutex);
    struct sender *c = find(s, client);
    int rc = judge(s, c);
    if (rc == 0 && c == NULL)
        c = add(s, client);
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

int senders_check(struct senders *s, const char *client)
{
    pthread_mutex_lock(&s->mutex);
    int rc = judge(s, find(s, client));
    pthread_mutex_unlock(&s->mutex);
    return rc;
}

void senders_leave(struct senders *s, struct sender **out)
{
    struct sender *c = *out;

    if (c == NULL)
        return;
    pthread_mutex_lock(&s->mutex);
    s->count--;
    if (--c->count == 0) {
        struct sender **at = &s->rows[c->row];
        while (*at != c)
            at = &(*at)->next;
        *at = c->next;
        free(c);
    }
    pthread_mutex_unlock(&s->mutex);
    *out = NULL;
}
