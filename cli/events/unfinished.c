/* SPDX-License-Identifier: MIT */
/*
 * A tree of the C library: no choice of ids makes it slow.
 */
#include "cli/events/unfinished.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

struct unfinished_walk {
    void (*fn)(void *arg, const char *id);
    void *arg;
};

static int unfinished_compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

void unfinished_free(struct unfinished *u)
{
    tdestroy(u->root, free);
    *u = (struct unfinished){0};
}

struct unfinished_upload *unfinished_find(const struct unfinished *u, const char *id)
{
    struct unfinished_upload *const *found = tfind(id, &u->root, unfinished_compare);

    return found != NULL ? *found : NULL;
}

struct unfinished_upload *unfinished_add(struct unfinished *u, const char *id)
{
    struct unfinished_upload *one = unfinished_find(u, id);

    if (one != NULL || u->count >= UNFINISHED_MAX)
        return one;
    one = calloc(1, sizeof *one);
    if (one == NULL)
        return NULL;
    memcpy(one->id, id, ID_LEN);
    one->epoch = one->rev = -1;
    if (tsearch(one, &u->root, unfinished_compare) == NULL) {
        free(one);
        return NULL;
    }
    u->count++;
    return one;
}

bool unfinished_renew(struct unfinished_upload *one, int64_t epoch, int64_t rev)
{
    if (epoch < one->epoch || (epoch == one->epoch && rev <= one->rev))
        return false;
    one->epoch = epoch;
    one->rev = rev;
    return true;
}

void unfinished_end(struct unfinished *u, struct unfinished_upload *one, bool has_ended)
{
    if (has_ended && !one->has_ended)
        LIST_INSERT_HEAD(&u->ended, one, entry);
    else if (!has_ended && one->has_ended)
        LIST_REMOVE(one, entry);
    one->has_ended = has_ended;
}

void unfinished_drop_ended(struct unfinished *u)
{
    struct unfinished_upload *one, *next;

    for (one = LIST_FIRST(&u->ended); one != NULL; one = next) {
        next = LIST_NEXT(one, entry);
        (void)tdelete(one->id, &u->root, unfinished_compare);
        free(one);
        u->count--;
    }
    LIST_INIT(&u->ended);
}

void unfinished_remove(struct unfinished *u, const char *id)
{
    struct unfinished_upload *one = unfinished_find(u, id);

    if (one == NULL)
        return;
    unfinished_end(u, one, false);
    (void)tdelete(id, &u->root, unfinished_compare);
    free(one);
    u->count--;
}

static void unfinished_visit(const void *node, VISIT which, void *arg)
{
    const struct unfinished_walk *walk = arg;

    if (which == postorder || which == leaf)
        walk->fn(walk->arg, (*(struct unfinished_upload *const *)node)->id);
}

void unfinished_each(const struct unfinished *u, void (*fn)(void *arg, const char *id), void *arg)
{
    struct unfinished_walk walk = {fn, arg};

    twalk_r(u->root, unfinished_visit, &walk);
}
