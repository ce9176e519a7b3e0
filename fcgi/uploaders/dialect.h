/* SPDX-License-Identifier: MIT */
/*
 * Browser uploaders that cut files into parts and send each part as if it were a file. A table of
 * clients tells parts from whole files by the fields sent with them. Pure functions.
 */
#ifndef LOADLINE_DIALECT_H
#define LOADLINE_DIALECT_H

#include <stdbool.h>
#include <stdint.h>

/* How the client expects a refusal, so that it shows the reason to its user. */
enum dialect_voice {
    DIALECT_PROBLEM, /* a problem document */
    DIALECT_JSON,    /* the same as application/json, with the message in `error` */
    DIALECT_SUCCESS, /* the same, with `success` and `preventRetry` */
    DIALECT_FILES,   /* the same, in a list of files */
    DIALECT_TEXT     /* the message as plain text */
};

/* The meaning of a client's field. */
enum dialect_role {
    DIALECT_INDEX,  /* number of the part */
    DIALECT_COUNT,  /* number of parts */
    DIALECT_OFFSET, /* offset of the part in the file */
    DIALECT_TOTAL,  /* size of the whole file in bytes */
    DIALECT_SIZE,   /* bytes of each part but the last */
    DIALECT_LENGTH, /* bytes of this part */
    DIALECT_MARK,   /* any other field sent with parts */
    DIALECT_ROLES
};

struct dialect {
    const char *name;                  /* name of the client */
    const char *setting;               /* its name in `uploaders`; NULL: always refused */
    const char *fields[DIALECT_ROLES]; /* NULL: the client has no field for that role */
    int first;                         /* number of the first part */
    unsigned needs; /* bit set of roles that must all be present, because their names are common; 0:
                       any role suffices */
    bool asks;      /* asks by GET whether a part exists, before sending it */
    enum dialect_voice voice;
    int final_status;   /* after which it does not send the part again; 0: any error */
    const char *remedy; /* setting that makes the client send whole files */
    const char *id;     /* field with the client's own id of the file; or NULL */
    bool by_range;      /* tells the place by Content-Range */
    bool unique;        /* that id is random: no two visitors have the same */
    const char *names;  /* field with the file's name if the part has none; or NULL */
    const char *type;   /* field with the file's media type; or NULL */
    const char
        *resumed; /* field of chunks that are sent after the page was opened again; or NULL */
};

enum dialect_id {
    DIALECT_DROPZONE,
    DIALECT_RESUMABLE,
    DIALECT_FLOW,
    DIALECT_SIMPLE,
    DIALECT_FINE,
    DIALECT_PLUPLOAD,
    DIALECT_PLUPLOAD_OFFSET,
    DIALECT_JQUERY,   /* recognised by Content-Range: dialect_request.c */
    DIALECT_FILEPOND, /* recognised by ?patch= or Upload-Length: dialect_request.c */
    DIALECTS
};

/* The values found so far in the query and the form of a request. */
struct dialect_view {
    int64_t said[DIALECTS][DIALECT_ROLES];
    int64_t range_size; /* size of the file by Content-Range; -1: none */
};

struct dialect_verdict {
    const struct dialect *by; /* client whose fields were found; NULL: none */
    bool whole;               /* the part is the whole file */
    int64_t size;             /* size of the whole file in bytes; -1: unknown */
};

/* Read a decimal number: the first at *at, which it moves behind the digits; the second the whole
 * text. DIALECT_NO_NUMBER if there is none, or if it exceeds an int64_t. */
#define DIALECT_NO_NUMBER (-2)
int64_t dialect_take_number(const char **at);
int64_t dialect_read_number(const char *text);

/* A client's row of the table; constant. */
const struct dialect *dialect_of(enum dialect_id id);

/* Starts with no field noted. */
void dialect_begin(struct dialect_view *v);

/* Notes a field and its value. Fields of no known client are ignored. Two different values for one
 * name never match a whole file. */
void dialect_note(struct dialect_view *v, const char *name, const char *value);

/* Judges the fields noted since dialect_begin(). */
struct dialect_verdict dialect_judge(const struct dialect_view *v);

#endif
