/* SPDX-License-Identifier: MIT */
/*
 * A piece that is being written, under a name of its own in the folder of the pieces. It becomes a
 * piece (pieces.h) at once and as a whole, so a sender that dies leaves either no piece or a whole
 * one. No lock is needed.
 */
#ifndef LOADLINE_NEW_PIECE_H
#define LOADLINE_NEW_PIECE_H

#include "spool/pieces.h"
#include "spool/store.h"

struct new_piece {
    int fd;                      /* open for reading and writing; -1: none */
    int folder;                  /* `pieces`; -1: none */
    char name[PIECES_NAME_SIZE]; /* "": it has no name of its own any more */
};

/* Makes an empty new piece in an upload's open folder. Returns 0; ERR_NOT_FOUND if the upload is
 * gone, complete or not in pieces; ERR_NO_SPACE, ERR_IO or ERR_INTERNAL. */
int new_piece_make(int upload_fd, struct new_piece *out);

/* Gives the written piece its place in the file, with is_synced only after it is on the disk. A
 * piece that is there stays: ERR_EXISTS. One that a power failure has cut is replaced.
 * ERR_NOT_FOUND if the upload is gone or complete; ERR_NO_SPACE, ERR_IO. In all cases fd stays
 * open. */
int new_piece_land(const struct store *s, struct new_piece *n, const struct piece *at,
                   bool is_synced);

/* The upload's time to live counts from now on: its folder of pieces has the time of the last byte.
 */
void new_piece_renew_expiry(const struct new_piece *n);

/* Whether the upload was removed or completed since new_piece_make(). */
bool new_piece_is_orphan(const struct new_piece *n);

/* Closes the new piece and removes its own name. Accepts one that was never made (fd and folder
 * -1). */
void new_piece_leave(struct new_piece *n);

/* Removes new pieces of an upload's open folder that were last written before that time (wall
 * clock, seconds): their senders have died. One that is only slow learns that its piece is an
 * orphan. Returns how many. */
int new_piece_drop_old(int upload_fd, int64_t before_s);

#endif
