/* SPDX-License-Identifier: MIT */
/*
 * A table of clients, hashed by name, rebuilt by a walk over the spool under one mutex. Nobody waits
 * for it where no quota is set.
 */
#include "quota.h"

#include "clock.h"
#include "error.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 4096

struct account {
    struct account *next;
    int64_t bytes, uploads;
    bool is_owner;
    char name[];
};

struct quota {
    struct store *store;
    int64_t max_bytes, max_uploads;
    pthread_mutex_t mutex;
    int64_t counted_ms; /* monotonic; 0: not yet */
    struct account *rows[ROWS];
};

struct quota *quota_new(struct store *s, int64_t bytes, int64_t uploads)
{
    struct quota *q = calloc(1, sizeof *q);

    if (q == NULL)
        return NULL;
    pthread_mutex_init(&q->mutex, NULL);
    q->store = s;
    q->max_bytes = bytes;
    q->max_uploads = uploads;
    return q;
}

static void forget(struct quota *q)
{
    for (size_t i = 0; i < ROWS; i++)
        while (q->rows[i] != NULL) {
            struct account *gone = q->rows[i];
            q->rows[i] = gone->next;
            free(gone);
        }
}

void quota_free(struct quota **q)
{
    if (*q == NULL)
        return;
    forget(*q);
    pthread_mutex_destroy(&(*q)->mutex);
    free(*q);
    *q = NULL;
}

/* FNV-1a. */
static size_t row_of(const char *name)
{
    uint32_t h = 2166136261U;

    for (; *name != '\0'; name++)
        h = (h ^ (unsigned char)*name) * 16777619U;
    return h % ROWS;
}

static bool is_nobody(struct quota_client c)
{
    return c.owner == NULL && c.address == NULL;
}

/* The client's account, made where there is none. NULL when out of memory. */
static struct account *account_of(struct quota *q, struct quota_client c)
{
    const char *name = c.owner != NULL ? c.owner : c.address;
    struct account **row = &q->rows[row_of(name)];
    size_t len = strlen(name);

    for (struct account *a = *row; a != NULL; a = a->next)
        if (a->is_owner == (c.owner != NULL) && strcmp(a->name, name) == 0)
            return a;
    struct account *a = calloc(1, sizeof *a + len + 1);
    if (a == NULL)
        return NULL;
    memcpy(a->name, name, len);
    a->is_owner = c.owner != NULL;
    a->next = *row;
    *row = a;
    return a;
}

/* What the upload takes, or will take when it is whole. */
static int64_t bytes_of(const struct upload *u)
{
    if (u->location != NULL && strcmp(u->location, "data") != 0)
        return 0; /* delivered elsewhere */
    return state_ended(u->state) || u->size < u->received ? u->received : u->size;
}

static int count_one(void *arg, const char *id)
{
    struct quota *q = arg;
    struct upload u;
    int rc = 0;

    if (store_load(q->store, id, &u) != 0)
        return 0; /* removed meanwhile, or damaged */
    const struct quota_client c = {u.owner, u.address};
    if (!is_nobody(c)) {
        struct account *a = account_of(q, c);
        rc = a == NULL ? ERR_NOMEM : 0;
        if (rc == 0) {
            a->bytes += bytes_of(&u);
            a->uploads++;
        }
    }
    upload_free(&u);
    return rc;
}

/* Counts anew where the count is older than max_age_ms. */
static int renew(struct quota *q, int64_t max_age_ms)
{
    int64_t now = clock_mono_ms();

    if (q->counted_ms != 0 && now - q->counted_ms < max_age_ms)
        return 0;
    forget(q);
    int rc = store_each(q->store, count_one, q);
    q->counted_ms = rc == 0 ? clock_mono_ms() : 0;
    return rc;
}

static bool fits(const struct quota *q, const struct account *a, int64_t bytes, int64_t uploads)
{
    return (q->max_uploads == 0 || a->uploads + uploads <= q->max_uploads) &&
           (q->max_bytes == 0 || (a->bytes < q->max_bytes && bytes <= q->max_bytes - a->bytes));
}

static int take(struct quota *q, struct quota_client c, int64_t bytes, int64_t uploads,
                int64_t max_age_ms)
{
    int rc = renew(q, max_age_ms);
    struct account *a = rc == 0 ? account_of(q, c) : NULL;

    if (a == NULL)
        return rc != 0 ? rc : ERR_NOMEM;
    if (!fits(q, a, bytes, uploads))
        return ERR_QUOTA;
    a->bytes += bytes;
    a->uploads += uploads;
    return 0;
}

int quota_take(struct quota *q, struct quota_client c, int64_t bytes, int64_t uploads)
{
    if ((q->max_bytes == 0 && q->max_uploads == 0) || is_nobody(c))
        return 0;
    pthread_mutex_lock(&q->mutex);
    int rc = take(q, c, bytes, uploads, QUOTA_COUNT_MS);
    if (rc == ERR_QUOTA)
        rc = take(q, c, bytes, uploads, QUOTA_DOUBT_MS);
    pthread_mutex_unlock(&q->mutex);
    return rc;
}

void quota_add(struct quota *q, struct quota_client c, int64_t bytes)
{
    if (q->max_bytes == 0 || bytes == 0 || is_nobody(c))
        return;
    pthread_mutex_lock(&q->mutex);
    struct account *a = account_of(q, c);
    if (a != NULL)
        a->bytes += bytes;
    pthread_mutex_unlock(&q->mutex);
}

int64_t quota_left(struct quota *q, struct quota_client c)
{
    int64_t left = 0;

    if (q->max_bytes == 0 || is_nobody(c))
        return INT64_MAX;
    pthread_mutex_lock(&q->mutex);
    struct account *a = renew(q, QUOTA_COUNT_MS) == 0 ? account_of(q, c) : NULL;
    if (a != NULL && a->bytes < q->max_bytes)
        left = q->max_bytes - a->bytes;
    pthread_mutex_unlock(&q->mutex);
    return left;
}
