/* SPDX-License-Identifier: MIT */
/*
 * Lists of uploads that change: the uploads of one owner, and all unfinished uploads. An upload
 * list stores no ids. It reports each id to its listeners, and a listener watches the ids that it
 * does not watch yet. No I/O: the source (source.h) finds the ids.
 */
#ifndef LOADLINE_UPLOAD_LIST_H
#define LOADLINE_UPLOAD_LIST_H

#include "progress/progress.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/queue.h>

struct upload_list_listener {
    struct upload_list *list; /* NULL: not joined */
    bool read;                /* the list was read since the listener joined or Redis reconnected */
    bool answered;            /* and complete() was called */
    /* Reports an upload, as often as the source meets it. Must not call upload_lists_leave(). */
    void (*appear)(struct upload_list_listener *l, const char *id);
    /* The whole list was reported. Must not call upload_lists_leave(). */
    void (*complete)(struct upload_list_listener *l);
    TAILQ_ENTRY(upload_list_listener) entry;
};

struct upload_list {
    char owner[PROGRESS_KEY_SIZE]; /* "": all that are unfinished */
    bool subscribed;               /* the subscription to the owner's channel is acknowledged */
    bool wanted;                   /* the source is to read the list */
    TAILQ_HEAD(, upload_list_listener) listeners;
    TAILQ_ENTRY(upload_list) entry;
};

TAILQ_HEAD(upload_list_list, upload_list);

struct upload_lists {
    struct upload_list_list all;
    /* Callbacks of the source: a listener joined; the last one left, and the list is freed
     * afterwards. */
    void (*joined)(void *arg, struct upload_list *list);
    void (*deserted)(void *arg, struct upload_list *list);
    void *arg;
};

/* Empties s; the source then sets the callbacks. */
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
/* Tells each listener once that the whole list was reported. */
void upload_list_complete(struct upload_list *list);

/* Marks the list as unread and unsubscribed, because Redis was unreachable. */
void upload_list_forget(struct upload_list *list);

#endif
