/* SPDX-License-Identifier: MIT */
/*
 * What is stored of an open final upload (upload/concat.h): all of it lies in its parts, whose
 * records are read for it one after the other.
 */
#ifndef LOADLINE_FINAL_PARTS_H
#define LOADLINE_FINAL_PARTS_H

#include "spool/store.h"

/* The sums over the parts, repeated ones counted as often as they occur. */
struct final_sum {
    int64_t size;       /* bytes of the whole; -1 while a part's size is unknown */
    int64_t least;      /* it will have at least so many bytes */
    int64_t stored;     /* bytes of all parts that are stored */
    int64_t in_row;     /* of these, bytes that follow one another from the beginning */
    int64_t updated_at; /* wall ms of the last change of a part */
    int count;          /* parts */
    int broken;         /* number of the first part that is gone or failed, from 1; 0: none */
    bool is_whole;      /* all parts are complete */
};

/* Adds up the parts; broken ones count nothing. 0; ERR_TOO_LARGE if the sum exceeds an int64_t;
 * ERR_IO, ERR_SYNTAX, ERR_NOMEM, ERR_BOUND. */
int final_parts_add_up(struct store *s, const struct upload *u, struct final_sum *out);

/* Puts the sums into a record that was loaded: received, size and the time of the last change. */
void final_parts_show(const struct final_sum *sum, struct upload *u);

/* Puts them into the record of an open final upload; other records stay as they are. Errors as
 * final_parts_add_up(). */
int final_parts_fill(struct store *s, struct upload *u);

/* Like store_load(), but an open final upload shows what is stored of its parts. */
int final_parts_load(struct store *s, const char *id, struct upload *out);

#endif
