/* SPDX-License-Identifier: MIT */
/*
 * One chunk of a file, as a browser uploader describes it in the fields of its request: which file,
 * which place in it, how long. Pure functions; a field's value comes from a function of the caller,
 * because uploaders send the fields in the query, in a form, or in the header.
 */
#ifndef LOADLINE_CHUNK_H
#define LOADLINE_CHUNK_H

#include "fcgi/uploaders/dialect.h"

#include <stdbool.h>
#include <stdint.h>

#define CHUNK_ID_MAX 512 /* bytes of a client's own id of a file */

/* Where the fields of a request are found. */
struct chunk_fields {
    const char *(*find)(void *arg, const char *name); /* value of a field, borrowed, or NULL */
    void *arg;
};

/* Strings are borrowed from the fields. Numbers: -1 is unknown. */
struct chunk {
    const struct dialect *dialect;
    const char *id;   /* the client's own id of the file; NULL: the dialect has none */
    const char *name; /* file name; or NULL */
    const char *type; /* media type; or NULL */
    int64_t offset;   /* of its first byte; -1: behind what is stored */
    int64_t length;   /* bytes; -1: as many as the request brings */
    int64_t total;    /* size of the file */
    int64_t index;    /* from 0 */
    int64_t count;    /* number of chunks */
    bool is_first;
    bool is_last;    /* the file ends with it; false also if only total tells */
    bool is_resumed; /* the client relies on chunks that it sent in an earlier page */
};

/* Why a chunk is not accepted, in words for the user; NULL: it is. Fills out in that case. Refuses
 * missing and malformed numbers, and numbers that contradict each other. */
const char *chunk_parse(const struct dialect *d, const struct chunk_fields *fields,
                        struct chunk *out);

/* The same from a Content-Range (RFC 9110 section 14.4) that covers a part of a file, or all of it.
 * The name is found elsewhere. */
const char *chunk_parse_range(const char *value, struct chunk *out);

/* Whether the client's own id of the file is random, so that no two visitors have the same: a UUID
 * (RFC 9562 section 4) of a dialect that makes such ones. */
bool chunk_is_unique(const struct chunk *c);

/* Whether text has the form of a UUID. */
bool chunk_is_uuid(const char *text);

/* Returns the file's size in bytes if the Content-Range covers the whole file, otherwise -1. */
int64_t chunk_range_of_whole(const char *value);

#endif
