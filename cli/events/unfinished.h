/* SPDX-License-Identifier: MIT */
/*
 * The uploads that have not ended, as far as their events were heard. After a gap in the events
 * they tell which uploads may have ended in it. Those that ended stay until no older event of them
 * can come any more.
 */
#ifndef LOADLINE_UNFINISHED_H
#define LOADLINE_UNFINISHED_H

#include "base/id.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#define UNFINISHED_MAX ((size_t)1 << 20)

/* What is known of the owner. */
enum unfinished_owner { OWNER_UNKNOWN, OWNER_WANTED, OWNER_OTHER };

struct unfinished_upload {
    char id[ID_SIZE]; /* first: tsearch(3) compares it */
    enum unfinished_owner owner;
    int64_t epoch, rev; /* of its newest document; -1: none was taken */
    bool has_ended;
    LIST_ENTRY(unfinished_upload) entry; /* of those that have ended */
};

/* All zero at first. */
struct unfinished {
    void *root; /* tsearch(3) */
    size_t count;
    LIST_HEAD(, unfinished_upload) ended;
};

void unfinished_free(struct unfinished *u);

/* Returns the upload of that id, or NULL. It belongs to the set. */
struct unfinished_upload *unfinished_find(const struct unfinished *u, const char *id);

/* Returns the upload of that id, and adds it if need be. NULL when out of memory, or beyond
 * UNFINISHED_MAX uploads. */
struct unfinished_upload *unfinished_add(struct unfinished *u, const char *id);

/* Notes the version of a document, unless it is older than the last one or the same. Returns
 * whether it was newer. */
bool unfinished_renew(struct unfinished_upload *one, int64_t epoch, int64_t rev);

/* Notes that it has ended, or not. */
void unfinished_end(struct unfinished *u, struct unfinished_upload *one, bool has_ended);

/* Removes those that have ended. */
void unfinished_drop_ended(struct unfinished *u);

/* Removes it; it may be absent. */
void unfinished_remove(struct unfinished *u, const char *id);

/* Calls fn for each, in the order of ids. fn must not change the set. */
void unfinished_each(const struct unfinished *u, void (*fn)(void *arg, const char *id), void *arg);

#endif
