/* SPDX-License-Identifier: MIT */
/*
 * Records that are found by a name which comes from outside. A balanced tree, the C library's: no
 * choice of names makes it slow, so that it needs no salt, and it grows by the record. It has no
 * bound of its own: a record stands for something that its owner counts and limits.
 */
#ifndef LOADLINE_TABLE_H
#define LOADLINE_TABLE_H

#include <stddef.h>

/* Zeroed, it is empty. One thread at a time. */
struct table {
    void *root; /* tsearch(3) */
};

/* What a record begins with. */
struct table_head {
    char *name; /* the table's */
};

/* The record of that name, or NULL. */
void *table_find(const struct table *t, const char *name);

/* A new record of size bytes, zeroed but for its head; there must be none of that name, which is
 * copied. It belongs to the table. NULL: no memory. */
void *table_add(struct table *t, const char *name, size_t size);

/* Removes the record, and frees it. */
void table_remove(struct table *t, void *record);

/* Removes all. */
void table_clear(struct table *t);

#endif
