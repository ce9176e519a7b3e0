/* SPDX-License-Identifier: MIT */
/*
 * Tables of the clients with uploads. A walk over the spool rebuilds them, under one mutex. Without
 * a quota no request takes the mutex.
 */
#include "fcgi/intake/quota.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/table.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct account {
    struct table_head client;
    int64_t bytes, uploads;
};

struct quota {
    struct store *store;
    int64_t max_bytes, max_uploads;
    pthread_mutex_t mutex;
    int64_t counted_ms; /* monotonic; 0: not counted yet */
    bool has_less;      /* an upload was removed after that */
    struct table owners, addresses;
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

static void quota_forget(struct quota *q)
{
    table_clear(&q->owners);
    table_clear(&q->addresses);
}

void quota_free(struct quota **q)
{
    if (*q == NULL)
        return;
    quota_forget(*q);
    pthread_mutex_destroy(&(*q)->mutex);
    free(*q);
    *q = NULL;
}

static bool is_nobody(struct quota_client c)
{
    return c.owner == NULL && c.address == NULL;
}

static struct table *table_of(struct quota *q, struct quota_client c)
{
    return c.owner != NULL ? &q->owners : &q->addresses;
}

static const char *name_of(struct quota_client c)
{
    return c.owner != NULL ? c.owner : c.address;
}

/* NULL: the client has no uploads. */
static struct account *quota_find_account(struct quota *q, struct quota_client c)
{
    return table_find(table_of(q, c), name_of(c));
}

/* Finds or creates the account. Returns NULL if out of memory. */
static struct account *need_account(struct quota *q, struct quota_client c)
{
    struct account *a = quota_find_account(q, c);

    return a != NULL ? a : table_add(table_of(q, c), name_of(c), sizeof *a);
}

static void quota_change(struct account *a, struct quota_amount by, struct quota_amount gone)
{
    a->bytes += by.bytes - gone.bytes;
    a->uploads += by.uploads - gone.uploads;
}

static int count_one(void *arg, const char *id)
{
    struct quota *q = arg;
    struct upload u;
    int rc = 0;

    if (store_load(q->store, id, &u) != 0)
        return 0; /* removed meanwhile, or damaged */
    const struct quota_client c = quota_upload_client(&u);
    if (!is_nobody(c)) {
        const struct quota_amount own = quota_upload_count(q->store, &u);
        struct account *a = need_account(q, c);
        rc = a == NULL ? ERR_NOMEM : 0;
        if (rc == 0)
            quota_change(a, own, (struct quota_amount){0});
    }
    upload_free(&u);
    return rc;
}

/* Recounts if the count is older than max_age_ms. */
static int quota_renew(struct quota *q, int64_t max_age_ms)
{
    int64_t now = clock_mono_ms();

    if (q->counted_ms != 0 && now - q->counted_ms < max_age_ms)
        return 0;
    quota_forget(q);
    int rc = store_each(q->store, count_one, q);
    q->counted_ms = rc == 0 ? clock_mono_ms() : 0;
    q->has_less = false;
    return rc;
}

/* What is going to be counted, and instead of what. */
struct quota_exchange {
    struct quota_client client;
    struct quota_amount by, gone;
};

/* a is NULL if the client has no uploads. */
static bool fits(const struct quota *q, const struct account *a, const struct quota_exchange *x)
{
    int64_t held_bytes = (a != NULL ? a->bytes : 0) - x->gone.bytes;
    int64_t held_uploads = (a != NULL ? a->uploads : 0) - x->gone.uploads;

    return (q->max_uploads == 0 || held_uploads + x->by.uploads <= q->max_uploads) &&
           (q->max_bytes == 0 ||
            (held_bytes < q->max_bytes && x->by.bytes <= q->max_bytes - held_bytes));
}

/* A refusal creates no account, so refused clients cost no memory. */
static int take(struct quota *q, const struct quota_exchange *x, int64_t max_age_ms)
{
    int rc = quota_renew(q, max_age_ms);

    if (rc != 0)
        return rc;
    if (!fits(q, quota_find_account(q, x->client), x))
        return ERR_QUOTA;
    struct account *a = need_account(q, x->client);
    if (a == NULL)
        return ERR_NOMEM;
    quota_change(a, x->by, x->gone);
    return 0;
}

int quota_replace(struct quota *q, struct quota_client c, struct quota_amount by,
                  struct quota_amount gone)
{
    const struct quota_exchange x = {c, by, gone};

    if ((q->max_bytes == 0 && q->max_uploads == 0) || is_nobody(c))
        return 0;
    pthread_mutex_lock(&q->mutex);
    int rc = take(q, &x, QUOTA_COUNT_MS);
    if (rc == ERR_QUOTA)
        rc = take(q, &x, QUOTA_DOUBT_MS);
    pthread_mutex_unlock(&q->mutex);
    return rc;
}

int quota_take(struct quota *q, struct quota_client c, int64_t bytes, int64_t uploads)
{
    return quota_replace(q, c, (struct quota_amount){bytes, uploads}, (struct quota_amount){0});
}

void quota_add(struct quota *q, struct quota_client c, int64_t bytes)
{
    if (q->max_bytes == 0 || bytes == 0 || is_nobody(c))
        return;
    pthread_mutex_lock(&q->mutex);
    struct account *a = need_account(q, c);
    if (a != NULL)
        a->bytes += bytes;
    pthread_mutex_unlock(&q->mutex);
}

static int64_t left_of(int64_t limit, int64_t held)
{
    if (limit == 0)
        return INT64_MAX;
    return held < limit ? limit - held : 0;
}

void quota_note_removed(struct quota *q)
{
    if (q->max_bytes == 0 && q->max_uploads == 0)
        return;
    pthread_mutex_lock(&q->mutex);
    q->has_less = true;
    pthread_mutex_unlock(&q->mutex);
}

/* Under the mutex. */
static int quota_count_room(struct quota *q, struct quota_client c, int64_t max_age_ms,
                            struct quota_amount *left_out)
{
    int rc = quota_renew(q, max_age_ms);

    if (rc == 0) {
        const struct account *a = quota_find_account(q, c);
        left_out->bytes = left_of(q->max_bytes, a != NULL ? a->bytes : 0);
        left_out->uploads = left_of(q->max_uploads, a != NULL ? a->uploads : 0);
    }
    return rc;
}

int quota_room(struct quota *q, struct quota_client c, struct quota_amount *left_out)
{
    *left_out = (struct quota_amount){INT64_MAX, INT64_MAX};
    if ((q->max_bytes == 0 && q->max_uploads == 0) || is_nobody(c))
        return 0;
    if (pthread_mutex_trylock(&q->mutex) != 0)
        return ERR_BUSY;
    int rc = quota_count_room(q, c, q->has_less ? QUOTA_DOUBT_MS : QUOTA_COUNT_MS, left_out);
    pthread_mutex_unlock(&q->mutex);
    return rc;
}

int64_t quota_left(struct quota *q, struct quota_client c)
{
    struct quota_amount left;

    if (q->max_bytes == 0 || is_nobody(c))
        return INT64_MAX;
    pthread_mutex_lock(&q->mutex);
    int rc = quota_count_room(q, c, QUOTA_COUNT_MS, &left);
    pthread_mutex_unlock(&q->mutex);
    return rc == 0 ? left.bytes : 0;
}
