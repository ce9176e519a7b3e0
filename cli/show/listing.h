/* SPDX-License-Identifier: MIT */
/*
 * The rows of `loadline list`: one per upload, from its public document or from its record in the
 * spool.
 */
#ifndef LOADLINE_LISTING_H
#define LOADLINE_LISTING_H

#include "base/id.h"
#include "upload/upload.h"

#include <stddef.h>
#include <stdint.h>

#define LISTING_STATE_SIZE 16

struct listing_row {
    char id[ID_SIZE];
    char state[LISTING_STATE_SIZE]; /* "" : nothing is known about it yet */
    int percent;                    /* -1 unknown */
    int64_t size;                   /* -1 unknown */
    int64_t updated_at;
    char *name; /* or NULL */
};

struct listing {
    struct listing_row *rows;
    size_t count, room;
    size_t max; /* most rows; what comes later is left out and counted */
    size_t left_out;
};

/* An empty listing of at most max rows. */
void listing_init(struct listing *l, size_t max);
void listing_free(struct listing *l);

/* Adds a row for the id, nothing known yet. ERR_NOMEM. */
int listing_add(struct listing *l, const char *id);

/* Sorts by id and drops what is there twice. */
void listing_unite(struct listing *l);

/* Fills a row in; a document that does not parse shows as "damaged". ERR_NOMEM. */
int listing_fill_document(struct listing_row *row, const char *json, size_t len);
int listing_fill_record(struct listing_row *row, const struct upload *u);

/* Drops the rows that nothing is known about; the newest change first. */
void listing_settle(struct listing *l);

/* Prints the table on standard output; or the same as a JSON array, whole names and unknown as
 * null. */
void listing_print(const struct listing *l);
void listing_print_json(const struct listing *l);

#endif
