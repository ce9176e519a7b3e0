/* SPDX-License-Identifier: MIT */
/*
 * The three requests of tus 1.0.0 that send a file, and what their answers mean for the sender.
 */
#ifndef LOADLINE_TUS_CLIENT_H
#define LOADLINE_TUS_CLIENT_H

#include "cli/send/endpoint.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tus_end {
    TUS_DONE,
    TUS_AGAIN,   /* temporary failure: wait, then ask for the offset */
    TUS_SMALLER, /* a web server refused a body of that size, or the program crashed */
    TUS_GONE,    /* no such upload, or it was removed */
    TUS_REFUSED, /* a retry would not help */
    TUS_STOPPED  /* read() or a signal stopped it */
};

struct tus_reply {
    enum tus_end end;
    int status;                  /* of the answer; 0: none */
    int64_t offset, length;      /* of append and offset; length -1: unknown */
    int64_t wait_ms;             /* the wait that the server asks for; 0: none */
    char *location;              /* of create, for the caller to free */
    char why[PROBLEM_TEXT_SIZE]; /* unless DONE or STOPPED: the reason, for people */
};

/* The bytes of one request. */
struct tus_body {
    int64_t offset, count;
    size_t (*read)(void *arg, char *bytes, size_t room); /* as in http.h, like progress */
    bool (*progress)(void *arg, int64_t sent);
    void *arg;
};

/* What the server is told about a file; borrowed. */
struct tus_file {
    int64_t size;
    const char *name, *type;     /* may be NULL */
    const char *const *metadata; /* further pairs, as "NAME=VALUE" */
    size_t metadata_count;
};

/* Whether the text is a pair that Upload-Metadata can have: NAME is printable ASCII without commas
 * and blanks. */
bool tus_metadata_is_pair(const char *text);

/* Creates an upload (tus 1.0.0, section "Creation"). */
void tus_create(const struct endpoint *e, const struct tus_file *file, struct tus_reply *out);

/* HEAD: asks for the offset. */
void tus_ask_offset(const struct endpoint *e, const char *url, struct tus_reply *out);

/* PATCH: appends the body at its offset. */
void tus_append(const struct endpoint *e, const char *url, const struct tus_body *body,
                struct tus_reply *out);

#endif
