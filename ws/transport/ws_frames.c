/* SPDX-License-Identifier: MIT */
/*
 * A frame is two bytes, or four from 126 bytes on, and the text.
 */
#include "ws/transport/ws_frames.h"

#include <string.h>

#define FIN_TEXT 0x81
#define SHORT_MAX 125
#define LENGTH_OF_16_BITS 126
#define HEAD_MAX 4

_Static_assert(WS_FRAMES_MAX <= 65535, "no frame needs a length of 64 bits");

bool ws_frames_add(struct ws_frames *f, struct message *m)
{
    unsigned char *at = ws_frames_bytes(f) + f->len;
    size_t len = message_len(m);

    if (len > WS_FRAMES_MAX || f->len + HEAD_MAX + len > WS_FRAMES_MAX)
        return false;
    *at++ = FIN_TEXT;
    if (len <= SHORT_MAX) {
        *at++ = (unsigned char)len;
    } else {
        *at++ = LENGTH_OF_16_BITS;
        *at++ = (unsigned char)(len >> 8);
        *at++ = (unsigned char)(len & 0xff);
    }
    memcpy(at, message_bytes(m), len);
    f->len = (size_t)(at - ws_frames_bytes(f)) + len;
    return true;
}

unsigned char *ws_frames_bytes(struct ws_frames *f)
{
    return f->bytes + MESSAGE_HEADROOM;
}
