/* SPDX-License-Identifier: MIT */
/*
 * Stores one time per client, as in the generic cell rate algorithm (ITU-T I.371): the time at
 * which its allowance is full again. Clients are found by an unpredictable hash. If the few places
 * of a hash are taken, the client whose allowance is full first is dropped, because it loses least.
 */
#include "access/creations.h"

#include "base/salted.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#define MINUTE_US 60000000
#define SETS 2048
#define WAYS 8

struct place {
    uint64_t client; /* hash of the client */
    int64_t whole_us;
};

struct creations {
    pthread_mutex_t mutex;
    int64_t each_us; /* cost of one creation in us; 0: no limit */
    struct salt salt;
    struct place places[SETS][WAYS];
};

struct creations *creations_new(int64_t per_minute)
{
    struct creations *c = calloc(1, sizeof *c);

    if (c == NULL)
        return NULL;
    pthread_mutex_init(&c->mutex, NULL);
    c->each_us = per_minute > 0 ? MINUTE_US / per_minute : 0;
    if (salt_make(&c->salt) != 0)
        creations_free(&c);
    return c;
}

void creations_free(struct creations **c)
{
    if (*c == NULL)
        return;
    pthread_mutex_destroy(&(*c)->mutex);
    free(*c);
    *c = NULL;
}

/* Returns the client's place, or one that is reused for it. */
static struct place *creations_place_of(struct creations *c, uint64_t client)
{
    struct place *set = c->places[client % SETS], *first = &set[0];

    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].client == client)
            return &set[i];
        if (set[i].whole_us < first->whole_us)
            first = &set[i];
    }
    *first = (struct place){.client = client};
    return first;
}

int64_t creations_take(struct creations *c, const char *client, int64_t now_ms)
{
    const int64_t now_us = now_ms * 1000;
    int64_t wait_us = 0;

    if (c->each_us == 0)
        return 0;
    uint64_t hash = salt_hash(&c->salt, client);
    pthread_mutex_lock(&c->mutex);
    struct place *p = creations_place_of(c, hash);
    int64_t whole_us = (p->whole_us > now_us ? p->whole_us : now_us) + c->each_us;
    if (whole_us > now_us + MINUTE_US)
        wait_us = whole_us - now_us - MINUTE_US;
    else
        p->whole_us = whole_us;
    pthread_mutex_unlock(&c->mutex);
    return (wait_us + 999) / 1000;
}
