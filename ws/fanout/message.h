/* SPDX-License-Identifier: MIT */
/*
 * One outgoing message: its text, with room before it for a transport's framing, so that one copy
 * serves every subscriber. Messages are reference-counted; the text never changes while more than
 * one reference is held.
 */
#ifndef LOADLINE_MESSAGE_H
#define LOADLINE_MESSAGE_H

#include "base/buffer.h"
#include "base/id.h"

#include <stddef.h>
#include <stdint.h>

#define MESSAGE_HEADROOM 32 /* bytes a transport may write before the text */

struct message;

/* Describes a message for transports that frame it in their own way. */
struct message_about {
    const char *event;  /* static; the answer to a ping is an "answer" */
    char id[ID_SIZE];   /* the upload's id, or "" */
    int64_t epoch, rev; /* of a document; else 0 */
    int64_t at;         /* of a site message: when it was made, wall ms; else 0 */
    int err;            /* of an error message: its code of error.h; else 0 */
};

/* Copies the text. Returns a message with one reference, owned by the caller, or NULL when out of
 * memory. */
struct message *message_new(const char *text, size_t len);

/* Like message_new(), from a buffer, which is freed. Returns NULL also where an append to the
 * buffer failed. */
struct message *message_from_buffer(struct buffer *b);

/* Replaces the message by one with that text and no description; *m may be NULL. A message that
 * nobody else holds keeps its memory. 0, or ERR_NOMEM, and *m stays as it is. */
int message_renew(struct message **m, const char *text, size_t len);

/* Adds a reference, which the caller owns, and returns m. */
struct message *message_ref(struct message *m);

/* Drops a reference and clears the caller's pointer; accepts NULL. */
void message_unref(struct message **m);

/* Sets the description. Call it before the message is shared. message_about() returns it,
 * borrowed. */
void message_describe(struct message *m, const struct message_about *about);
const struct message_about *message_about(const struct message *m);

/* The text, borrowed, with MESSAGE_HEADROOM writable bytes before it; message_len() is its length
 * in bytes. */
unsigned char *message_bytes(struct message *m);
size_t message_len(const struct message *m);

#endif
