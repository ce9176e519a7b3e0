/* SPDX-License-Identifier: MIT */
/*
 * Outgoing messages, shared by all subscribers. A server does not mask its WebSocket frames, so the
 * frame of one text is the same for every client and may be written into the shared headroom
 * repeatedly.
 */
#include "ws/fanout/message.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct message {
    unsigned refs;
    size_t len;
    struct message_about about;
    unsigned char bytes[]; /* headroom, then the text */
};

struct message *message_new(const char *text, size_t len)
{
    if (len > SIZE_MAX - sizeof(struct message) - MESSAGE_HEADROOM)
        return NULL;
    struct message *m = malloc(sizeof *m + MESSAGE_HEADROOM + len);
    if (m == NULL)
        return NULL;
    m->refs = 1;
    m->len = len;
    m->about = (struct message_about){.event = ""};
    memcpy(message_bytes(m), text, len);
    return m;
}

struct message *message_from_buffer(struct buffer *b)
{
    struct message *m = NULL;

    if (buffer_error(b) == 0)
        m = message_new(buffer_text(b), b->len);
    buffer_free(b);
    return m;
}

struct message *message_ref(struct message *m)
{
    m->refs++;
    return m;
}

void message_unref(struct message **m)
{
    struct message *gone = *m;

    *m = NULL;
    if (gone != NULL && --gone->refs == 0)
        free(gone);
}

unsigned char *message_bytes(struct message *m)
{
    return m->bytes + MESSAGE_HEADROOM;
}

size_t message_len(const struct message *m)
{
    return m->len;
}

void message_describe(struct message *m, const struct message_about *about)
{
    m->about = *about;
}

const struct message_about *message_about(const struct message *m)
{
    return &m->about;
}
