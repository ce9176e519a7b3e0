/* SPDX-License-Identifier: MIT */
/*
 * A record that was read without the lock, to be used again once the lock is held. Most requests
 * find that nobody has replaced info.json in between, and save parsing it twice.
 */
#ifndef LOADLINE_GLIMPSE_H
#define LOADLINE_GLIMPSE_H

#include "spool/store.h"

#include <sys/types.h>

struct glimpse {
    struct upload upload; /* as store_peek() reads it; no id: nothing was read */
    /* What info.json says and the rest of the upload's folder changes. */
    enum state state;
    int64_t updated_at;
    int fd; /* info.json, open: no other file can get its inode meanwhile */
    dev_t device;
    ino_t inode;
};

/* Makes an empty one, which needs no freeing. */
void glimpse_init(struct glimpse *g);

/* Reads the record. The caller frees it with glimpse_free(). Errors as store_peek(), and then it is
 * empty. */
int glimpse_take(struct store *s, const char *id, struct glimpse *out);

/* Reads the record again, as store_peek() does, but parses info.json only if it was replaced since
 * then. The caller frees it. Errors as store_peek(). */
int glimpse_renew(struct store *s, const struct glimpse *g, struct upload *out);

/* Frees the record and empties it. */
void glimpse_free(struct glimpse *g);

#endif
