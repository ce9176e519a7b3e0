/* SPDX-License-Identifier: MIT */
/*
 * Pieces of a file that arrived before the bytes in front of them. A piece is a file of the
 * upload's folder, `pieces/OFFSET-LENGTH`, and it is whole from the moment that it has this name
 * (new_piece.h). Reading needs no lock. Memory does not grow with the number of pieces: each
 * question reads the folder.
 */
#ifndef LOADLINE_PIECES_H
#define LOADLINE_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PIECES_FOLDER "pieces"
#define PIECES_NAME_SIZE 40 /* two numbers of at most 19 digits, "-", NUL */
#define PIECES_WINDOW 4096  /* pieces that a walk keeps in memory at most */

struct piece {
    int64_t offset, length; /* length > 0; their sum fits an int64_t */
};

/* Parses the name of a piece strictly: two decimal numbers without sign or leading zeros. */
bool pieces_parse(const char *name, struct piece *out);
void pieces_name(const struct piece *p, char out[PIECES_NAME_SIZE]);

/* Opens the folder of the pieces in an upload's open folder. The caller closes the descriptor.
 * ERR_NOT_FOUND if there is none; ERR_IO. */
int pieces_open_folder(int upload_fd, int *fd_out);

/* A walk through the pieces in the order of their offsets, shorter ones first. It may miss those
 * that land meanwhile. */
struct pieces_walk {
    int upload_fd;
    struct piece *window; /* sorted */
    size_t count, room, next;
    struct piece last;  /* the last piece of the windows before; length 0: none yet */
    struct piece bound; /* pieces behind it are left to the next window; length 0: none are */
    bool is_at_end;     /* no piece follows the window */
};

/* pieces_walk_next() returns 0, ERR_NOT_FOUND after the last piece, ERR_NOMEM or ERR_IO. The caller
 * ends the walk with pieces_walk_end(). */
void pieces_walk_begin(struct pieces_walk *w, int upload_fd);
int pieces_walk_next(struct pieces_walk *w, struct piece *out);
void pieces_walk_end(struct pieces_walk *w);

/* What pieces hold beyond the first `from` bytes of the file. */
struct pieces_sum {
    int64_t ahead; /* bytes of the file; those in several pieces count once */
    int64_t row;   /* the end of what they hold in a row from there; `from`: none joins */
    int64_t next;  /* where the first of these bytes is, from `from` on; -1: there is none */
    int64_t first; /* where the first piece begins, also before `from`; -1: there is none */
    int64_t end;   /* where the last piece ends; 0: there is none */
    int64_t count; /* of all pieces, also of those before `from` */
};

/* Measures the pieces in an upload's open folder. Returns 0, also without the folder; ERR_NOMEM or
 * ERR_IO. */
int pieces_measure(int upload_fd, int64_t from, struct pieces_sum *out);

/* Questions that read the folder once, however many pieces there are; without a folder there is
 * none. An error counts as none. */
int64_t pieces_count_files(int upload_fd);    /* pieces, and those that are being written */
bool pieces_any(int upload_fd);               /* usually after a few names */
bool pieces_cover(int upload_fd, int64_t at); /* whether a piece has the file's byte there */

/* Removes files whose length contradicts their name, unless the folder has changed since the system
 * started: a power failure may leave a name whose bytes never came to the disk. No sender makes
 * such a file. */
void pieces_sift(int upload_fd);

/* The same for one piece, whatever the time of the folder. pieces_is_cut() tells it in the open
 * folder of the pieces, and removes nothing. Return whether it is such a file. */
bool pieces_is_cut(int folder, const struct piece *p);
bool pieces_drop_cut(int upload_fd, const struct piece *p);

/* Opens a piece for reading; the caller closes the descriptor. ERR_NOT_FOUND, ERR_IO. */
int pieces_open(int upload_fd, const struct piece *p, int *fd_out);

/* Removes a piece. It may be gone already. Returns 0 or ERR_IO. */
int pieces_drop(int upload_fd, const struct piece *p);

/* Removes all pieces, what dead senders left, and the folder. For the holder of the lock, once all
 * bytes are in the file. */
void pieces_clear(int upload_fd);

#endif
