/* SPDX-License-Identifier: MIT */
/*
 * Several text messages to one client in one write. A system call on a socket costs more than a
 * copy of some hundred bytes.
 */
#ifndef LOADLINE_WS_FRAMES_H
#define LOADLINE_WS_FRAMES_H

#include "ws/fanout/message.h"

#include <stdbool.h>
#include <stddef.h>

#define WS_FRAMES_MAX 8192 /* bytes of one write */

/* Zero-initialised: empty. */
struct ws_frames {
    size_t len;
    unsigned char bytes[MESSAGE_HEADROOM + WS_FRAMES_MAX]; /* room for libwebsockets, then frames */
};

/* Appends the frame of a message, unmasked (RFC 6455 section 5.2). False if there is no room. */
bool ws_frames_add(struct ws_frames *f, struct message *m);

/* The frames, borrowed, f->len bytes. */
unsigned char *ws_frames_bytes(struct ws_frames *f);

#endif
