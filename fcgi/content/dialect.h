/* SPDX-License-Identifier: MIT */
/*
 * The browser uploaders that cut files into parts and send each as if it were a file: how a part is
 * told from a whole file, by the fields that come with it. Pure; a table of clients. Parts are not
 * put together yet, so they are refused.
 */
#ifndef LOADLINE_DIALECT_H
#define LOADLINE_DIALECT_H

#include <stdbool.h>
#include <stdint.h>

/* How a client wants to be told of a refusal, so that its user sees the reason. */
enum dialect_voice {
    DIALECT_PROBLEM, /* a problem document */
    DIALECT_JSON,    /* the same as application/json, with the sentence in `error` */
    DIALECT_SUCCESS, /* the same, with `success` and `preventRetry` */
    DIALECT_TEXT     /* the sentence */
};

/* What a field of a client's says. */
enum dialect_role {
    DIALECT_INDEX,  /* which part it is */
    DIALECT_COUNT,  /* how many parts there are */
    DIALECT_OFFSET, /* where the part begins */
    DIALECT_TOTAL,  /* bytes of the whole file */
    DIALECT_MARK,   /* anything else that comes with parts */
    DIALECT_ROLES
};

struct dialect {
    const char *name;                  /* of the client */
    const char *fields[DIALECT_ROLES]; /* NULL: it has none of that role */
    int first;                         /* the index of the first part */
    unsigned needs; /* roles, as bits, that must all be there: their names are common ones; 0: any
                       will do */
    bool asks;      /* by GET, before it sends a part, whether that is there */
    enum dialect_voice voice;
    const char *remedy; /* what to set so that it sends whole files */
    const char *names;  /* the field with the file's name, where a part has none; or NULL */
};

enum dialect_id {
    DIALECT_DROPZONE,
    DIALECT_RESUMABLE,
    DIALECT_FLOW,
    DIALECT_SIMPLE,
    DIALECT_FINE,
    DIALECT_PLUPLOAD,
    DIALECT_PLUPLOAD_OFFSET,
    DIALECT_FILEPOND, /* known by ?patch= or Upload-Length: dialect_request.c */
    DIALECTS
};

/* What was said so far, in a request's query and in the fields of its form. */
struct dialect_view {
    int64_t said[DIALECTS][DIALECT_ROLES];
    int64_t range_size; /* of the file, by Content-Range; -1: nothing was said */
};

struct dialect_verdict {
    const struct dialect *by; /* whose fields were there; NULL: nobody's */
    bool whole;               /* they say that the one part is all of the file */
    int64_t size;             /* of the whole file, as they say; -1: they do not */
};

const struct dialect *dialect_of(enum dialect_id id);

void dialect_begin(struct dialect_view *v);

/* A field with its value; those that are no client's are passed over. Two values for one name agree
 * with no file. */
void dialect_note(struct dialect_view *v, const char *name, const char *value);

struct dialect_verdict dialect_judge(const struct dialect_view *v);

#endif
