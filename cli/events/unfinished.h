/* SPDX-License-Identifier: MIT */
/*
 * The uploads that have not ended, as far as their events were heard. After a gap in the events
 * they tell which uploads may have ended in it.
 */
#ifndef LOADLINE_UNFINISHED_H
#define LOADLINE_UNFINISHED_H

#include "base/id.h"

#include <stdbool.h>
#include <stddef.h>

#define UNFINISHED_MAX ((size_t)1 << 20)

/* What is known of the owner. */
enum unfinished_owner { OWNER_UNKNOWN, OWNER_WANTED, OWNER_OTHER };

struct unfinished_upload {
    char id[ID_SIZE]; /* first: tsearch(3) compares it */
    enum unfinished_owner owner;
};

/* All zero at first. */
struct unfinished {
    void *root; /* tsearch(3) */
    size_t count;
};

void unfinished_free(struct unfinished *u);

/* Returns the upload of that id, or NULL. It belongs to the set. */
struct unfinished_upload *unfinished_find(const struct unfinished *u, const char *id);

/* Returns the upload of that id, and adds it if need be. NULL when out of memory, or beyond
 * UNFINISHED_MAX uploads. */
struct unfinished_upload *unfinished_add(struct unfinished *u, const char *id);

/* Removes it; it may be absent. */
void unfinished_remove(struct unfinished *u, const char *id);

/* Calls fn for each, in the order of ids. fn must not change the set. */
void unfinished_each(const struct unfinished *u, void (*fn)(void *arg, const char *id), void *arg);

#endif
