/* SPDX-License-Identifier: MIT */
/*
 * Outgoing messages, shared by all subscribers. A server does not mask its WebSocket frames, so the
 * frame of one text is the same for every client and may be written into the shared headroom
 * repeatedly.
 */
#include "ws/fanout/message.h"

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_STEP 64 /* bytes; the next text may be a little longer */

struct message {
    unsigned refs;
    size_t len, room;
    struct message_about about;
    unsigned char bytes[]; /* headroom, then the text */
};

static void message_fill(struct message *m, const char *text, size_t len)
{
    m->len = len;
    m->about = (struct message_about){.event = ""};
    memcpy(message_bytes(m), text, len);
}

struct message *message_new(const char *text, size_t len)
{
    if (len > SIZE_MAX - sizeof(struct message) - MESSAGE_HEADROOM - ROOM_STEP)
        return NULL;
    size_t room = (len + ROOM_STEP - 1) / ROOM_STEP * ROOM_STEP;
    struct message *m = malloc(sizeof *m + MESSAGE_HEADROOM + room);
    if (m == NULL)
        return NULL;
    m->refs = 1;
    m->room = room;
    message_fill(m, text, len);
    return m;
}

/* Room that is mostly empty is given back. */
static bool is_reusable(const struct message *m, size_t len)
{
    return m->refs == 1 && len <= m->room && len >= m->room / 2;
}

int message_renew(struct message **m, const char *text, size_t len)
{
    if (*m != NULL && is_reusable(*m, len)) {
        message_fill(*m, text, len);
        return 0;
    }
    struct message *fresh = message_new(text, len);
    if (fresh == NULL)
        return ERR_NOMEM;
    message_unref(m);
    *m = fresh;
    return 0;
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
