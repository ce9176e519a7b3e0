/* SPDX-License-Identifier: MIT */
/*
 * One outgoing message: text with room before it for a transport's framing, so that one copy serves
 * every subscriber. Counted references; the text never changes.
 */
#ifndef LOADLINE_MESSAGE_H
#define LOADLINE_MESSAGE_H

#include "base/buffer.h"
#include "base/id.h"

#include <stddef.h>
#include <stdint.h>

#define MESSAGE_HEADROOM 32 /* bytes a transport may write before the text */

struct message;

/* What a message says, for transports that have words of their own for it. */
struct message_about {
    const char *event;  /* static; a beat that was asked for is an "answer" */
    char id[ID_SIZE];   /* the upload it is about, or "" */
    int64_t epoch, rev; /* of a document; else 0 */
    int64_t at;         /* of the site's: when it was made, wall ms; else 0 */
    int err;            /* of an error, one of error.h; else 0 */
};

/* A copy of the text with one reference; NULL when out of memory. */
struct message *message_new(const char *text, size_t len);

/* The same from a buffer, which is freed; NULL on its sticky failure too. */
struct message *message_from_buffer(struct buffer *b);

/* Another reference to the same message. */
struct message *message_ref(struct message *m);

/* Gives up a reference and clears the caller's pointer; NULL is fine. */
void message_unref(struct message **m);

/* To be said once, before anybody else has a reference. */
void message_describe(struct message *m, const struct message_about *about);
const struct message_about *message_about(const struct message *m);

/* The text, with MESSAGE_HEADROOM writable bytes before it. */
unsigned char *message_bytes(struct message *m);
size_t message_len(const struct message *m);

#endif
