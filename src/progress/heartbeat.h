/* SPDX-License-Identifier: MIT */
/*
 * Heartbeats of relays and workers on the channel PROGRESS_LAG, from which relays show
 * administrators the running programs. Each is one complete JSON object.
 */
#ifndef LOADLINE_HEARTBEAT_H
#define LOADLINE_HEARTBEAT_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

#define HEARTBEAT_MS 2000 /* interval */
#define HEARTBEAT_MAX 512 /* most bytes of one heartbeat */
#define HEARTBEAT_NAME_SIZE 33
#define HEARTBEAT_HOST_SIZE 65

/* The sending process, made once at its start. */
struct heartbeat {
    const char *kind;               /* "relay" or "worker"; static */
    char name[HEARTBEAT_NAME_SIZE]; /* random and so unique */
    char host[HEARTBEAT_HOST_SIZE];
    int64_t started_at; /* wall ms */
};

/* Fills h for this process. kind is static text. 0 or ERR_INTERNAL. */
int heartbeat_init(struct heartbeat *h, const char *kind);

/* Appends a JSON object without its end: the caller may add members, each after a comma, and adds
 * "}". */
void heartbeat_begin(const struct heartbeat *h, bool stopping, struct buffer *out);

#endif
