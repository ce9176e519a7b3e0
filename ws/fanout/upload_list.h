/* SPDX-License-Identifier: MIT */
/*
 * Lists of uploads that come and go: those of one owner, and all that are unfinished. A roster keeps no ids
 * itself; it says each that it meets to whoever listens, who watches those it does not watch yet. No I/O:
 * the source (source.h) finds the ids.
 */
#ifndef LOADLINE_UPLOAD_LIST_H
#define LOADLINE_UPLOAD_LIST_H

#include "progress/progress.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/queue.h>

struct roster_listener {
    struct roster *roster; /* NULL: listens to none */
    bool read;             /* the list was, since it came or Redis did */
    bool answered;         /* and it was told */
    /* There is such an upload; said as often as it is met. Must not leave. */
    void (*appear)(struct roster_listener *l, const char *id);
    /* The whole list has been said. Must not leave. */
    void (*complete)(struct roster_listener *l);
    TAILQ_ENTRY(roster_listener) entry;
};

struct roster {
    char owner[PROGRESS_KEY_SIZE]; /* "": all that are unfinished */
    bool subscribed;               /* to the owner's channel, acknowledged */
    bool wanted;                   /* the source is to read the list */
    TAILQ_HEAD(, roster_listener) listeners;
    TAILQ_ENTRY(roster) entry;
};

TAILQ_HEAD(roster_list, roster);

struct rosters {
    struct roster_list all;
    /* Of the source: a listener came; the last one left, and the roster goes after this. */
    void (*joined)(void *arg, struct roster *r);
    void (*deserted)(void *arg, struct roster *r);
    void *arg;
};

void rosters_init(struct rosters *s);

/* Begins to listen to the roster of that owner, or "". The listener is the caller's. ERR_NOMEM; ERR_BOUND for a
 * name that is too long. */
int rosters_join(struct rosters *s, const char *owner, struct roster_listener *l);

/* Nothing happens where it listens to none. */
void rosters_leave(struct rosters *s, struct roster_listener *l);

/* The roster of that owner, or NULL. */
struct roster *rosters_find(const struct rosters *s, const char *owner);

/* There is such an upload; old: only those need to be told who have not read the list yet. */
void roster_appear(struct roster *r, const char *id, bool old);
void roster_complete(struct roster *r);

/* The list has to be read again: Redis was away. */
void roster_forget(struct roster *r);

#endif
