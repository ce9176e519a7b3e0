/* SPDX-License-Identifier: MIT */
/*
 * Moves each job in one transaction, so that it is always in one of the queues. If two workers
 * move the same one, it is queued twice, which is harmless.
 */
#include "jobs/adoption.h"

#include "base/error.h"
#include "base/log.h"
#include "progress/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE "200"

struct adopting {
    struct redis *r;
    struct adoption *a;
    int64_t old_ms; /* jobs before that are removed */
    char from[PROGRESS_KEY_SIZE], to[PROGRESS_KEY_SIZE];
};

static struct adopting adoption_of(struct redis *r, const struct job_queue *to, struct adoption *a,
                                   enum progress_key which, int64_t now_ms)
{
    struct adopting d = {.r = r, .a = a, .old_ms = now_ms - ADOPTION_KEPT_MS};

    progress_queue_key(to->prefix, which, "", d.from);
    progress_queue_key(to->prefix, which, to->spool, d.to);
    return d;
}

/* Runs the command that adds the job to our queue, unless NULL, and the one that removes it. */
static int adoption_move(struct adopting *d, const char *id, const char *const *add,
                         const char *const *remove)
{
    const char *const *const both[] = {add, remove};

    if (add != NULL)
        log_info("job_adopted", "id", id, NULL);
    else
        log_warn("job_dropped", "id", id != NULL ? id : "", "reason", "no worker has its upload",
                 NULL);
    return add != NULL ? redis_transaction(d->r, both, 2) : redis_transaction(d->r, both + 1, 1);
}

static int adopt_entry(struct adopting *d, const struct redis_value *v)
{
    const char *id = jobs_entry_id(v), *entry = redis_value_text(redis_value_item(v, 0));

    if (entry == NULL)
        return ERR_REDIS;
    (void)snprintf(d->a->entry, sizeof d->a->entry, "(%s", entry);
    const char *const remove[] = {"XDEL", d->from, entry, NULL};
    bool is_id = id != NULL && id_valid(id);
    if (is_id && d->a->wants(d->a->arg, id))
        return adoption_move(d, id, (const char *const[]){"XADD", d->to, "*", "id", id, NULL},
                             remove);
    if (!is_id || strtoll(entry, NULL, 10) < d->old_ms)
        return adoption_move(d, is_id ? id : NULL, NULL, remove);
    return 0;
}

static int adopt_queued(struct adopting *d)
{
    struct redis_value *v = NULL;
    const char *from = *d->a->entry != '\0' ? d->a->entry : "-";
    int rc =
        redis_commandl(d->r, &v, "XRANGE", d->from, from, "+", "COUNT", PAGE, (const char *)NULL);
    size_t n = redis_value_count(v);

    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = adopt_entry(d, redis_value_item(v, i));
    redis_value_free(&v);
    if (rc == 0 && n < ADOPTION_PAGE)
        d->a->entry[0] = '\0';
    return rc != 0 ? rc : n == ADOPTION_PAGE;
}

static int adopt_parked(struct adopting *d, const char *id, const char *when)
{
    if (id == NULL || when == NULL)
        return ERR_REDIS;
    const char *const remove[] = {"ZREM", d->from, id, NULL};
    if (id_valid(id) && d->a->wants(d->a->arg, id))
        return adoption_move(d, id, (const char *const[]){"ZADD", d->to, when, id, NULL}, remove);
    if (!id_valid(id) || strtoll(when, NULL, 10) < d->old_ms)
        return adoption_move(d, id_valid(id) ? id : NULL, NULL, remove);
    return 0;
}

static int adopt_delayed(struct adopting *d)
{
    struct redis_value *v = NULL;
    const char *cursor = *d->a->cursor != '\0' ? d->a->cursor : "0";
    int rc = redis_commandl(d->r, &v, "ZSCAN", d->from, cursor, "COUNT", PAGE, (const char *)NULL);
    const char *next = redis_value_text(redis_value_item(v, 0));
    const struct redis_value *pairs = redis_value_item(v, 1);

    for (size_t i = 0; rc == 0 && i + 1 < redis_value_count(pairs); i += 2)
        rc = adopt_parked(d, redis_value_text(redis_value_item(pairs, i)),
                          redis_value_text(redis_value_item(pairs, i + 1)));
    bool more = rc == 0 && next != NULL && strcmp(next, "0") != 0;
    (void)snprintf(d->a->cursor, sizeof d->a->cursor, "%s", more ? next : "");
    redis_value_free(&v);
    return rc != 0 ? rc : more;
}

int adoption_continue(struct redis *r, const struct job_queue *to, struct adoption *a,
                      int64_t now_wall_ms)
{
    struct adopting queued = adoption_of(r, to, a, PROGRESS_JOBS, now_wall_ms);
    struct adopting delayed = adoption_of(r, to, a, PROGRESS_PARKED, now_wall_ms);
    /* The delayed jobs first: one that is woken meanwhile then appears in the stream. */
    int more_delayed = adopt_delayed(&delayed);
    int more = more_delayed < 0 ? more_delayed : adopt_queued(&queued);

    return more < 0 ? more : more || more_delayed;
}
