/* SPDX-License-Identifier: MIT */
/*
 * Lists of uploads that change: the uploads of one owner, and all unfinished uploads. An upload
 * list stores no ids. It reports each id to its listeners, and a listener watches the ids that it
 * does not watch yet. No I/O: the sources (source.h) find the ids, each those of its shard.
 */
#ifndef LOADLINE_UPLOAD_LIST_H
#define LOADLINE_UPLOAD_LIST_H

#include "progress/progress.h"
#include "redis/redis_shards.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

struct upload_list_listener {
    struct upload_list *list; /* NULL: not joined */
    unsigned read;            /* bits of the shards whose part was read since the listener joined or
                                 the shard reconnected */
    unsigned deferred;        /* bits of the shards of which the listener passed over uploads, to
                                 leave room for those of shards that were not read yet */
    bool fills;               /* it takes the rest: no room is left for others' any more */
    bool answered;            /* complete() was called */
    /* Reports an upload, as often as the source meets it. Must not call upload_lists_leave(). */
    void (*appear)(struct upload_list_listener *l, const char *id);
    /* The whole list was reported, as far as its shards are reachable. Must not call
     * upload_lists_leave(). */
    void (*complete)(struct upload_list_listener *l);
    TAILQ_ENTRY(upload_list_listener) entry;
};

struct upload_list {
    char owner[PROGRESS_KEY_SIZE]; /* "": all that are unfinished */
    /* Bits of shards: the subscription to the owner's channel is acknowledged; the source is to
     * read the list. */
    unsigned subscribed, wanted;
    size_t sizes[REDIS_SHARDS_MAX]; /* of the parts, as last read; SIZE_MAX: not read yet */
    struct upload_lists *lists;
    TAILQ_HEAD(, upload_list_listener) listeners;
    TAILQ_ENTRY(upload_list) entry;
};

TAILQ_HEAD(upload_list_list, upload_list);

/* Callbacks of a source: a listener joined; the last one left, and the list is freed afterwards. */
struct upload_lists_source {
    void (*joined)(void *arg, struct upload_list *list);
    void (*deserted)(void *arg, struct upload_list *list);
    void *arg;
};

struct upload_lists {
    struct upload_list_list all;
    struct upload_lists_source sources[REDIS_SHARDS_MAX];
    size_t shards;
    unsigned away; /* bits of the shards that are known to be unreachable */
};

/* Empties s, with one shard; its source then sets the callbacks. */
void upload_lists_init(struct upload_lists *s);

/* Adds a listener to the list of that owner; "": all unfinished uploads. The caller owns the
 * listener. Returns 0, ERR_NOMEM, or ERR_BOUND for a name that is too long. */
int upload_lists_join(struct upload_lists *s, const char *owner, struct upload_list_listener *l);

/* Removes the listener; does nothing if it is not joined. */
void upload_lists_leave(struct upload_lists *s, struct upload_list_listener *l);

/* Returns the list of that owner, borrowed, or NULL. */
struct upload_list *upload_lists_find(const struct upload_lists *s, const char *owner);

/* Reports an upload to the listeners; if old, only to those that have not read the list yet. */
void upload_list_appear(struct upload_list *list, const char *id, bool old);

/* A shard's part has so many uploads. Call it before they are reported. */
void upload_list_measure(struct upload_list *list, size_t shard, size_t size);

/* Whether a listener that watches so many uploads of each shard, and may watch limit in all, should
 * take one more of that shard. Each shard has the same share of the places first, as far as it has
 * uploads and is not away; what is left over is for all. An owner's listener keeps no places free
 * once the whole list was read, because it is told of further uploads one by one. */
bool upload_list_has_room(const struct upload_list_listener *l, size_t shard,
                          const uint32_t watched[REDIS_SHARDS_MAX], size_t limit);

/* The part of a shard was reported. Tells each listener once when all parts were, except those of
 * shards that are away; before, parts of which the listener passed over uploads are read again. */
void upload_list_complete(struct upload_list *list, size_t shard);

/* Marks the part of a shard as unread and unsubscribed, because the shard is away. */
void upload_list_forget(struct upload_list *list, size_t shard);

#endif
