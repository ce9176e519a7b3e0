/* SPDX-License-Identifier: MIT */
/*
 * The record of kind `form`: progress of the request itself, for older clients that ask for it by
 * an alias. Its size is that of the body; its files are separate uploads. It exists in Redis only
 * and ends with the request. A request without an alias has no record. If memory is short, there is
 * no record and no error.
 *
 * A request that brings one chunk of a file has none either: the alias is that of the file's
 * upload. So the record begins when it is known what the request brings.
 */
#ifndef LOADLINE_FORM_RECORD_H
#define LOADLINE_FORM_RECORD_H

#include "base/buffer.h"
#include "fcgi/app/alias.h"
#include "fcgi/http/exchange.h"
#include "upload/upload.h"

struct form_record {
    struct exchange *exchange;
    struct upload upload;
    char alias[PROGRESS_ALIAS_SIZE]; /* "": none */
    struct transfer *transfer;       /* NULL: no record (yet) */
    bool is_dropped;                 /* there will be none */
    int64_t received;                /* bytes of the body received */
    struct buffer files;             /* JSON of the files begun, comma-separated */
};

/* Whether a form field of that name carries an alias. */
bool form_record_is_name(const char *field);

/* Notes the alias that the request carries. x is borrowed until form_record_end(). */
void form_record_init(struct form_record *f, struct exchange *x);

/* Begins the record, unless it has begun or there is no alias. */
void form_record_begin(struct form_record *f);

/* The request brings a chunk: there will be no record. */
void form_record_drop(struct form_record *f);

/* Handles a field received before the first file: notes an alias if there is none yet. */
void form_record_field(struct form_record *f, const char *name, const char *value);

/* Counts bytes of the body. Many of them before any file begin the record. */
void form_record_add(struct form_record *f, int64_t bytes);

/* Adds a file that has become an upload. */
void form_record_file(struct form_record *f, const char *id, const char *field);

/* Ends the record with err, 0 or the reason of the failure. Frees everything. */
void form_record_end(struct form_record *f, int err);

#endif
