/* SPDX-License-Identifier: MIT */
/*
 * Lists of uploads that come and go: those of one owner, and all that are unfinished. A roster
 * keeps no ids itself; it says each that it meets to whoever listens, who watches those it does not
 * watch yet. No I/O: the source (source.h) finds the ids.
 */
#ifndef LOADLINE_UPLOAD_LIST_H
#define LOADLINE_UPLOAD_LIST_H

#include "progress/progress.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/queue.h>

struct upload_list_listener {
    struct upload_list *roster; /* NULL: listens to none */
    bool read;                  /* the list was, since it came or Redis did */
    bool answered;              /* and it was told */
    /* There is such an upload; said as often as it is met. Must not leave. */
    void (*appear)(struct upload_list_listener *l, const char *id);
    /* The whole list has been said. Must not leave. */
    void (*complete)(struct upload_list_listener *l);
    TAILQ_ENTRY(upload_list_listener) entry;
};

struct upload_list {
    char owner[PROGRESS_KEY_SIZE]; /* "": all that are unfinished */
    bool subscribed;               /* to the owner's channel, acknowledged */
    bool wanted;                   /* the source is to read the list */
    TAILQ_HEAD(, upload_list_listener) listeners;
    TAILQ_ENTRY(upload_list) entry;
};

TAILQ_HEAD(upload_list_list, upload_list);

struct upload_lists {
    struct upload_list_list all;
    /* Of the source: a listener came; the last one left, and the roster goes after this. */
    void (*joined)(void *arg, struct upload_list *r);
    void (*deserted)(void *arg, struct upload_list *r);
    void *arg;
};

void upload_lists_init(struct upload_lists *s);

/* Begins to listen to the roster of that owner, or "". The listener is the caller's. ERR_NOMEM;
 * ERR_BOUND for a name that is too long. */
int upload_lists_join(struct upload_lists *s, const char *owner, struct upload_list_listener *l);

/* Nothing happens where it listens to none. */
void upload_lists_leave(struct upload_lists *s, struct upload_list_listener *l);

/* The roster of that owner, or NULL. */
struct upload_list *upload_lists_find(const struct upload_lists *s, const char *owner);

/* There is such an upload; old: only those need to be told who have not read the list yet. */
void upload_list_appear(struct upload_list *r, const char *id, bool old);
void upload_list_complete(struct upload_list *r);

/* The list has to be read again: Redis was away. */
void upload_list_forget(struct upload_list *r);

#endif
