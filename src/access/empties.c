/* SPDX-License-Identifier: MIT */
/*
 * A list of uploads by age, an index by id, and a counter per hash of the client. The hash is
 * unpredictable. Two clients share a counter if their hashes collide. Of KEPT_MAX uploads only
 * KEPT_MAX / per_client counters can be full, so a collision rarely matters, and clients with many
 * addresses use no more memory. Above KEPT_MAX the oldest upload is dropped.
 */
#include "access/empties.h"

#include "base/salted.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/queue.h>

#define BUCKETS 65536
#define KEPT_MAX 65536

struct empty {
    TAILQ_ENTRY(empty) by_age;
    LIST_ENTRY(empty) by_id;
    uint64_t id; /* hash of the id */
    int64_t since_ms;
    uint32_t *count; /* counter of the client */
};

TAILQ_HEAD(age_list, empty);
LIST_HEAD(id_list, empty);

struct empties {
    pthread_mutex_t mutex;
    int64_t per_client, keep_ms;
    struct salt salt;
    struct age_list oldest_first;
    uint32_t kept;
    uint32_t counts[BUCKETS];
    struct id_list ids[BUCKETS];
};

struct empties *empties_new(int64_t per_client, int64_t keep_ms)
{
    struct empties *e = calloc(1, sizeof *e);

    if (e == NULL)
        return NULL;
    pthread_mutex_init(&e->mutex, NULL);
    TAILQ_INIT(&e->oldest_first);
    e->per_client = per_client;
    e->keep_ms = keep_ms;
    if (salt_make(&e->salt) != 0)
        empties_free(&e);
    return e;
}

static void empties_forget(struct empties *e, struct empty *one)
{
    TAILQ_REMOVE(&e->oldest_first, one, by_age);
    LIST_REMOVE(one, by_id);
    (*one->count)--;
    e->kept--;
    free(one);
}

void empties_free(struct empties **e)
{
    struct empty *one;

    if (*e == NULL)
        return;
    while ((one = TAILQ_FIRST(&(*e)->oldest_first)) != NULL)
        empties_forget(*e, one);
    pthread_mutex_destroy(&(*e)->mutex);
    free(*e);
    *e = NULL;
}

static void forget_expired(struct empties *e, int64_t now_ms)
{
    struct empty *one;

    while (e->keep_ms > 0 && (one = TAILQ_FIRST(&e->oldest_first)) != NULL &&
           one->since_ms + e->keep_ms <= now_ms)
        empties_forget(e, one);
}

/* When out of memory, the upload is not counted: that is no reason to refuse it. */
static void empties_add(struct empties *e, uint32_t *count, uint64_t id, int64_t now_ms)
{
    if (e->kept == KEPT_MAX)
        empties_forget(e, TAILQ_FIRST(&e->oldest_first));
    struct empty *one = calloc(1, sizeof *one);
    if (one == NULL)
        return;
    *one = (struct empty){.id = id, .since_ms = now_ms, .count = count};
    TAILQ_INSERT_TAIL(&e->oldest_first, one, by_age);
    LIST_INSERT_HEAD(&e->ids[id % BUCKETS], one, by_id);
    (*count)++;
    e->kept++;
}

bool empties_take(struct empties *e, const char *client, const char *id, int64_t now_ms)
{
    if (e->per_client == 0)
        return true;
    uint32_t *count = &e->counts[salt_hash(&e->salt, client) % BUCKETS];
    uint64_t hash = salt_hash(&e->salt, id);
    pthread_mutex_lock(&e->mutex);
    forget_expired(e, now_ms);
    bool is_free = *count < e->per_client;
    if (is_free)
        empties_add(e, count, hash, now_ms);
    pthread_mutex_unlock(&e->mutex);
    return is_free;
}

void empties_leave(struct empties *e, const char *id)
{
    struct empty *one;

    if (e->per_client == 0)
        return;
    uint64_t hash = salt_hash(&e->salt, id);
    pthread_mutex_lock(&e->mutex);
    LIST_FOREACH(one, &e->ids[hash % BUCKETS], by_id)
    if (one->id == hash)
        break;
    if (one != NULL)
        empties_forget(e, one);
    pthread_mutex_unlock(&e->mutex);
}
