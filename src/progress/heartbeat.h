/* SPDX-License-Identifier: MIT */
/*
 * What relays and workers say of themselves on the channel PROGRESS_LAG, so that relays can show
 * administrators who there is: one JSON object, its latest word complete in itself.
 */
#ifndef LOADLINE_HEARTBEAT_H
#define LOADLINE_HEARTBEAT_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

#define HEARTBEAT_MS 2000 /* from one to the next */
#define HEARTBEAT_MAX 448 /* bytes of one */
#define HEARTBEAT_NAME_SIZE 33
#define HEARTBEAT_HOST_SIZE 65

/* Who is speaking, made once when a program starts. */
struct heartbeat {
    const char *kind;               /* "relay" or "worker"; static */
    char name[HEARTBEAT_NAME_SIZE]; /* random: no other process ever has it */
    char host[HEARTBEAT_HOST_SIZE];
    int64_t started_at; /* wall ms */
};

/* 0 or ERR_INTERNAL. */
int heartbeat_init(struct heartbeat *h, const char *kind);

/* Appends an object that is still open: members may follow, each behind its comma, and "}". */
void heartbeat_begin(const struct heartbeat *h, bool stopping, struct buffer *out);

#endif
