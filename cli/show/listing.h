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
    char state[LISTING_STATE_SIZE]; /* "": nothing known yet */
    int percent;                    /* -1: unknown */
    int64_t size;                   /* -1: unknown */
    int64_t updated_at;
    char *name; /* or NULL */
};

struct listing {
    struct listing_row *rows;
    size_t count, room;
    size_t max; /* limit of rows; further ones are left out and counted */
    size_t left_out;
};

/* Starts an empty listing of at most max rows. */
void listing_init(struct listing *l, size_t max);
void listing_free(struct listing *l);

/* Adds an empty row for the id. Returns 0 or ERR_NOMEM. */
int listing_add(struct listing *l, const char *id);

/* Sorts by id and drops duplicates. */
void listing_unite(struct listing *l);

/* Fill a row; an invalid document shows as "damaged". Return 0 or ERR_NOMEM. */
int listing_fill_document(struct listing_row *row, const char *json, size_t len);
int listing_fill_record(struct listing_row *row, const struct upload *u);

/* Drops the empty rows and sorts by the newest change. */
void listing_settle(struct listing *l);

/* Print the table on standard output, or a JSON array with full names and null for unknown values.
 */
void listing_print(const struct listing *l);
void listing_print_json(const struct listing *l);

#endif
