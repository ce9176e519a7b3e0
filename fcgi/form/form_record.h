/* SPDX-License-Identifier: MIT */
/*
 * The record of kind `form`: the request itself, as old clients ask for it by a name of their own.
 * Its size is the body's, its files are uploads of their own. It lives in Redis only: it is news
 * about one request, and ends with it. Without a name there is none. Where memory is short it is
 * silently left out.
 */
#ifndef LOADLINE_FORM_RECORD_H
#define LOADLINE_FORM_RECORD_H

#include "base/buffer.h"
#include "fcgi/http/exchange.h"
#include "upload/upload.h"

struct form_record {
    struct exchange *exchange;
    struct upload upload;
    struct transfer *transfer; /* NULL: nobody asked for a record */
    int64_t received;          /* bytes of the body */
    struct buffer files;       /* JSON of the files begun, with commas */
};

/* Whether a field of that name carries the request's own name. */
bool form_record_is_name(const char *field);

/* Begins the record where the request carries a name. */
void form_record_init(struct form_record *f, struct exchange *x);

/* A field of the form that came before the file: begins the record where it is one of those that
 * carry a name and there is no record yet. */
void form_record_field(struct form_record *f, const char *name, const char *value);

/* So many more bytes of the body were taken. */
void form_record_add(struct form_record *f, int64_t bytes);

/* A file of the form has become an upload. */
void form_record_file(struct form_record *f, const char *id, const char *field);

/* The request ends: 0 or the reason it failed for. Frees everything. */
void form_record_end(struct form_record *f, int err);

#endif
