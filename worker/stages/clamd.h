/* SPDX-License-Identifier: MIT */
/*
 * A session with clamd: one INSTREAM command (clamd(8)), with the file in pieces and one line as
 * the reply. No call waits longer than CLAMD_STEP_MS, so that the caller can check for other
 * events.
 */
#ifndef LOADLINE_CLAMD_H
#define LOADLINE_CLAMD_H

#include <stdbool.h>
#include <stddef.h>

#define CLAMD_PIECE_MAX 65536
#define CLAMD_REPLY_MAX 512
#define CLAMD_STEP_MS 100

enum clamd_step {
    CLAMD_WENT,  /* the piece is sent, or the reply is complete */
    CLAMD_WAITS, /* not yet: call again */
    CLAMD_ENDED  /* clamd is unreachable or closed the connection; errno is set, or 0 at the end of
                    the stream */
};

struct clamd {
    int fd; /* -1: not connected */
    char piece[CLAMD_PIECE_MAX + 4];
    size_t piece_len, piece_sent;
    char reply[CLAMD_REPLY_MAX];
    size_t reply_len;
};

/* Connects to "unix:/PATH" or "HOST:PORT" and starts the command. Returns 0 or an errno;
 * EHOSTUNREACH for an unknown name. Waits at most timeout_ms for the connection. */
int clamd_open(struct clamd *c, const char *address, int timeout_ms);
/* Closes the connection, if any. */
void clamd_close(struct clamd *c);

/* Loads the next piece of at most CLAMD_PIECE_MAX bytes; 0 bytes end the file. Call it only after
 * the previous piece was sent. */
void clamd_load(struct clamd *c, const void *bytes, size_t len);
/* Sends what is loaded. */
enum clamd_step clamd_send(struct clamd *c);

/* Reads the reply into c->reply, without the end mark. */
enum clamd_step clamd_take(struct clamd *c);

#endif
