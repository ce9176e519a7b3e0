/* SPDX-License-Identifier: MIT */
/*
 * Records by name, for names from clients. It uses the C library's balanced tree: no choice of
 * names makes it slow, so it needs no salt, and each record is one allocation. It has no bound of
 * its own: the owner of the table counts and limits the records.
 */
#ifndef LOADLINE_TABLE_H
#define LOADLINE_TABLE_H

#include <stddef.h>

/* A zeroed table is empty. Not thread-safe. */
struct table {
    void *root; /* tsearch(3) */
};

/* The first member of each record. */
struct table_head {
    char *name; /* owned by the table */
};

/* Returns the record of the name, or NULL. It belongs to the table. */
void *table_find(const struct table *t, const char *name);

/* Adds a record of size bytes, zeroed except its head, and copies the name. No record of that name
 * may exist. The record belongs to the table. NULL when out of memory. */
void *table_add(struct table *t, const char *name, size_t size);

/* Removes the record and frees it. */
void table_remove(struct table *t, void *record);

/* Removes and frees all records. */
void table_clear(struct table *t);

#endif
