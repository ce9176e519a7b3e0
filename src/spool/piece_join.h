/* SPDX-License-Identifier: MIT */
/*
 * Appends pieces to the data of their upload. All that is stored of the upload stays the same by
 * it. For the holder of the lock: a sender, or the walk through the spool after all senders have
 * died.
 */
#ifndef LOADLINE_PIECE_JOIN_H
#define LOADLINE_PIECE_JOIN_H

#include "spool/pieces.h"
#include "spool/store.h"

struct piece_join {
    struct store *store;
    const char *id;   /* of the upload; borrowed */
    int folder;       /* of the upload */
    int data_fd;      /* its data, open for writing */
    bool is_synced;   /* a piece goes only after its bytes are on the disk as data */
    int64_t received; /* bytes of data; grows, or becomes `synced` by a sync that fails */
    int64_t synced;   /* as many of them are on the disk; grows by the joining; for is_synced */
    struct piece odd; /* the last piece with other bytes than the data; length 0: there was none */
};

/* Appends the pieces that join the stored bytes. Of bytes that are there twice, the data's stay. A
 * piece that a power failure has cut goes. Returns 0; ERR_DIFFERS if a piece differed from the data
 * (it is dropped; odd); ERR_NO_SPACE, ERR_IO or ERR_NOMEM (then the pieces stay). */
int piece_join_all(struct piece_join *j);

/* Drops all pieces of an upload's open folder, so that none joins another version of the file, also
 * after a power failure. Makes the folder of the pieces if a finish has removed it and then failed.
 * Returns 0, ERR_NO_SPACE, ERR_IO or ERR_NOMEM. */
int piece_join_drop_all(const struct store *s, int upload_fd);

#endif
