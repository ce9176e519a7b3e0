/* SPDX-License-Identifier: MIT */
/*
 * The three requests of tus 1.0.0 that sending a file takes, and what their answers mean for the
 * sender.
 */
#ifndef LOADLINE_TUS_CLIENT_H
#define LOADLINE_TUS_CLIENT_H

#include "cli/send/endpoint.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tus_end {
    TUS_DONE,
    TUS_AGAIN,   /* not now: ask for the offset after a while */
    TUS_SMALLER, /* something before the program refused a body of that size, or the program died */
    TUS_GONE,    /* there is no such upload (any more) */
    TUS_REFUSED, /* asking again would not help */
    TUS_STOPPED  /* read or a signal said so */
};

struct tus_reply {
    enum tus_end end;
    int status;                  /* of the answer, 0: none */
    int64_t offset, length;      /* of append and offset; length -1: not known */
    int64_t wait_ms;             /* what the server wants to be waited for; 0: it does not say */
    char *location;              /* of create, for the caller to free */
    char why[PROBLEM_TEXT_SIZE]; /* unless DONE or STOPPED: for people */
};

/* The bytes of one request. */
struct tus_body {
    int64_t offset, count;
    size_t (*read)(void *arg, char *bytes, size_t room); /* as in http.h, and the next */
    bool (*progress)(void *arg, int64_t sent);
    void *arg;
};

/* Creates an upload of size bytes (section "Creation"); name and type may be NULL. */
void tus_create(const struct endpoint *e, int64_t size, const char *name, const char *type,
                struct tus_reply *out);

/* HEAD: how much of it the server has. */
void tus_ask_offset(const struct endpoint *e, const char *url, struct tus_reply *out);

/* PATCH. */
void tus_append(const struct endpoint *e, const char *url, const struct tus_body *body,
                struct tus_reply *out);

#endif
