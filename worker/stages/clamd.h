/* SPDX-License-Identifier: MIT */
/*
 * A conversation with clamd: one INSTREAM command (clamd(8)), with the file in pieces and one line
 * as the answer. No call waits for longer than CLAMD_STEP_MS, so that the caller can look around.
 */
#ifndef LOADLINE_CLAMD_H
#define LOADLINE_CLAMD_H

#include <stdbool.h>
#include <stddef.h>

#define CLAMD_PIECE_MAX 65536
#define CLAMD_REPLY_MAX 512
#define CLAMD_STEP_MS 100

enum clamd_step {
    CLAMD_WENT,  /* the piece is with it, or the reply is whole */
    CLAMD_WAITS, /* not yet: call again */
    CLAMD_ENDED  /* it answers no more, or never did; errno is set, or 0 at the end of its stream */
};

struct clamd {
    int fd; /* -1: none */
    char piece[CLAMD_PIECE_MAX + 4];
    size_t piece_len, piece_sent;
    char reply[CLAMD_REPLY_MAX];
    size_t reply_len;
};

/* Connects to "unix:/PATH" or "HOST:PORT" and begins the command. 0 or an errno; a name that is not
 * known is EHOSTUNREACH. Waits at most timeout_ms for the connection. */
int clamd_open(struct clamd *c, const char *address, int timeout_ms);
void clamd_close(struct clamd *c);

/* The next piece of at most CLAMD_PIECE_MAX bytes; 0 bytes end the file. Only after the one before
 * went. */
void clamd_load(struct clamd *c, const void *bytes, size_t len);
enum clamd_step clamd_send(struct clamd *c);

/* Takes the reply: its text, without the end mark, is in c->reply. */
enum clamd_step clamd_take(struct clamd *c);

#endif
