/* SPDX-License-Identifier: MIT */
/*
 * Upload lists, kept in a plain linked list: there is one for each owner who watches, so they are
 * few.
 */
#include "ws/fanout/upload_list.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

void upload_lists_init(struct upload_lists *s)
{
    memset(s, 0, sizeof *s);
    TAILQ_INIT(&s->all);
    s->shards = 1;
}

struct upload_list *upload_lists_find(const struct upload_lists *s, const char *owner)
{
    struct upload_list *list = TAILQ_FIRST(&s->all);

    while (list != NULL && strcmp(list->owner, owner) != 0)
        list = TAILQ_NEXT(list, entry);
    return list;
}

static struct upload_list *upload_list_new(struct upload_lists *s, const char *owner)
{
    struct upload_list *list = calloc(1, sizeof *list);

    if (list == NULL)
        return NULL;
    memcpy(list->owner, owner, strlen(owner) + 1);
    list->lists = s;
    for (size_t i = 0; i < REDIS_SHARDS_MAX; i++)
        list->sizes[i] = SIZE_MAX;
    TAILQ_INIT(&list->listeners);
    TAILQ_INSERT_TAIL(&s->all, list, entry);
    return list;
}

int upload_lists_join(struct upload_lists *s, const char *owner, struct upload_list_listener *l)
{
    if (strlen(owner) >= sizeof(((struct upload_list *)0)->owner))
        return ERR_BOUND;
    struct upload_list *list = upload_lists_find(s, owner);
    if (list == NULL)
        list = upload_list_new(s, owner);
    if (list == NULL)
        return ERR_NOMEM;
    l->list = list;
    l->read = 0;
    l->deferred = 0;
    l->fills = l->answered = false;
    TAILQ_INSERT_TAIL(&list->listeners, l, entry);
    for (size_t i = 0; i < s->shards; i++)
        s->sources[i].joined(s->sources[i].arg, list);
    return 0;
}

void upload_lists_leave(struct upload_lists *s, struct upload_list_listener *l)
{
    struct upload_list *list = l->list;

    if (list == NULL)
        return;
    TAILQ_REMOVE(&list->listeners, l, entry);
    l->list = NULL;
    if (!TAILQ_EMPTY(&list->listeners))
        return;
    for (size_t i = 0; i < s->shards; i++)
        s->sources[i].deserted(s->sources[i].arg, list);
    TAILQ_REMOVE(&s->all, list, entry);
    free(list);
}

void upload_list_appear(struct upload_list *list, const char *id, bool old)
{
    unsigned bit = 1U << redis_shards_place(list->lists->shards, id);
    struct upload_list_listener *l;

    for (l = TAILQ_FIRST(&list->listeners); l != NULL; l = TAILQ_NEXT(l, entry))
        if (!old || (l->read & bit) == 0)
            l->appear(l, id);
}

void upload_list_measure(struct upload_list *list, size_t shard, size_t size)
{
    list->sizes[shard] = size;
}

/* The places that a shard may still claim of its share. */
static size_t upload_list_claim(const struct upload_list *list, size_t shard, size_t share,
                                size_t watched)
{
    size_t most = list->sizes[shard] < share ? list->sizes[shard] : share;

    return (list->lists->away & 1U << shard) != 0 || watched >= most ? 0 : most - watched;
}

bool upload_list_has_room(const struct upload_list_listener *l, size_t shard,
                          const uint32_t watched[REDIS_SHARDS_MAX], size_t limit)
{
    size_t shards = l->list->lists->shards, taken = 0, claimed = 0;

    for (size_t i = 0; i < shards; i++) {
        taken += watched[i];
        if (i != shard)
            claimed += upload_list_claim(l->list, i, limit / shards, watched[i]);
    }
    if (l->list->owner[0] != '\0' && l->fills)
        claimed = 0;
    return taken < limit && (watched[shard] < limit / shards || taken + claimed < limit);
}

/* The list is read again for what a listener passed over. True: the answer has to wait for it. */
static bool upload_list_read_again(struct upload_list *list, struct upload_list_listener *l)
{
    unsigned deferred = l->fills ? 0 : l->deferred;

    list->wanted |= deferred;
    l->read &= ~deferred;
    l->fills = true;
    return deferred != 0;
}

static void upload_list_answer(struct upload_list *list)
{
    unsigned all = (1U << list->lists->shards) - 1;
    struct upload_list_listener *l;

    for (l = TAILQ_FIRST(&list->listeners); l != NULL; l = TAILQ_NEXT(l, entry)) {
        if (l->answered || l->read == 0 || (l->read | list->lists->away) != all ||
            upload_list_read_again(list, l))
            continue;
        l->answered = true;
        l->complete(l);
    }
}

void upload_list_forget(struct upload_list *list, size_t shard)
{
    unsigned bit = 1U << shard;
    struct upload_list_listener *l;

    list->subscribed &= ~bit;
    for (l = TAILQ_FIRST(&list->listeners); l != NULL; l = TAILQ_NEXT(l, entry))
        l->read &= ~bit;
    upload_list_answer(list); /* the other shards' parts may be all there is */
}

void upload_list_complete(struct upload_list *list, size_t shard)
{
    struct upload_list_listener *l;

    for (l = TAILQ_FIRST(&list->listeners); l != NULL; l = TAILQ_NEXT(l, entry))
        l->read |= 1U << shard;
    upload_list_answer(list);
}
