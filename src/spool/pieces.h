/* SPDX-License-Identifier: MIT */
/*
 * Pieces of a file that arrived before the bytes in front of them. A piece is a file of the
 * upload's folder, `pieces/OFFSET-LENGTH`, and it is whole from the moment that it has this name.
 * Nothing here needs the upload's lock, except pieces_drop() and pieces_clear(). Memory does not
 * grow with the number of pieces: each question reads the folder.
 */
#ifndef LOADLINE_PIECES_H
#define LOADLINE_PIECES_H

#include "spool/store.h"

#define PIECES_FOLDER "pieces"
#define PIECES_NAME_SIZE 40 /* two numbers of at most 19 digits, "-", NUL */

struct piece {
    int64_t offset, length; /* length > 0; their sum fits an int64_t */
};

/* Parses the name of a piece strictly: two decimal numbers without sign or leading zeros. */
bool pieces_parse(const char *name, struct piece *out);
void pieces_name(const struct piece *p, char out[PIECES_NAME_SIZE]);

/* What lies in the folder beyond the first `from` bytes of the file. */
struct pieces_sum {
    int64_t ahead; /* bytes of the file that pieces hold there; those in two pieces count once */
    int64_t next;  /* where the first of these bytes is; `from`: a piece joins; -1: there is none */
    int64_t end;   /* where the last piece ends; 0: there is none */
    int64_t count; /* of all pieces in the folder */
};

/* Measures the pieces in an upload's open folder. A file whose length contradicts its name is no
 * piece. Returns 0, also without the folder `pieces`; ERR_IO or ERR_NOMEM. */
int pieces_measure(int upload_fd, int64_t from, struct pieces_sum *out);

/* Finds the piece that covers the byte at offset and ends last. Returns 0; ERR_NOT_FOUND if there
 * is none; ERR_IO or ERR_NOMEM. */
int pieces_at(int upload_fd, int64_t offset, struct piece *out);

/* Opens a piece for reading; the caller closes the descriptor. ERR_NOT_FOUND, ERR_IO. */
int pieces_open(int upload_fd, const struct piece *p, int *fd_out);

/* Removes one piece; it may be gone. */
void pieces_drop(int upload_fd, const struct piece *p);

/* Removes all pieces, the remnants of dead senders, and the folder, which a late sender may keep
 * from going. */
void pieces_clear(int upload_fd);

/* A piece that is being written, under a name of its own. */
struct new_piece {
    int fd;     /* open for reading and writing; -1: none */
    int folder; /* `pieces`; -1: none */
    char name[PIECES_NAME_SIZE];
};

/* Makes an empty new piece. Returns 0; ERR_NOT_FOUND if the upload is gone or complete;
 * ERR_NO_SPACE, ERR_IO or ERR_INTERNAL. */
int pieces_make(int upload_fd, struct new_piece *out);

/* Gives the written piece its place in the file, after a sync if is_synced. A piece that is there
 * stays: ERR_EXISTS. Then, and on each other error, the new piece is still open under its own name.
 * ERR_NOT_FOUND if the upload is gone or complete; ERR_NO_SPACE, ERR_IO. */
int pieces_land(const struct store *s, struct new_piece *n, const struct piece *at, bool is_synced);

/* Whether the upload was removed or completed since pieces_make(). */
bool pieces_is_orphan(const struct new_piece *n);

/* Closes the new piece and removes its own name, landed or not. Accepts one that was never made
 * (fd and folder -1). */
void pieces_leave(struct new_piece *n);

#endif
