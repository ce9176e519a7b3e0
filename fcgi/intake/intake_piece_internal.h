/* SPDX-License-Identifier: MIT */
/*
 * What the files of an arriving piece share. Not for other modules.
 */
#ifndef LOADLINE_INTAKE_PIECE_INTERNAL_H
#define LOADLINE_INTAKE_PIECE_INTERNAL_H

#include "fcgi/intake/intake_piece.h"
#include "spool/new_piece.h"

/* What becomes of the bytes. It is decided when the piece begins. */
enum piece_way {
    PIECE_APPENDS,  /* under the lock, to the data */
    PIECE_ASIDE,    /* without the lock, to a file of its own */
    PIECE_COMPARES, /* they are stored already: without the lock, nothing is written */
    PIECE_IGNORES   /* as before, but the file was delivered elsewhere */
};

struct intake_piece {
    struct app *app;
    struct request *request;
    char id[ID_SIZE];
    struct piece_claim claim; /* its id points to id */
    enum piece_way way;
    int64_t arrived;        /* bytes */
    struct intake *in;      /* PIECE_APPENDS */
    int stored_fd;          /* to compare with; -1: not open yet */
    int64_t stored_from;    /* where stored_fd begins in the file */
    struct new_piece aside; /* PIECE_ASIDE; of it only the folder, if it compares with a piece */
    int64_t piece_count;    /* that lie aside; -1: not counted */
    bool is_one_of_many;    /* PIECE_ASIDE: watchers learn of it later */
    bool is_sized;          /* PIECE_ASIDE: the upload had a size when the piece began */
    int64_t unasked;        /* bytes allowed before the next check of free space */
    int64_t left;           /* bytes allowed by the quota */
    int64_t end_max;        /* where the file ends at the latest */
    int64_t looked_ms;      /* monotonic; the last look at what others did */
    char *scope, *alias;    /* to claim with the first byte that is appended, or NULL */
    bool is_anew;           /* a renewal, and no sender was at work before: what follows it goes */
};

#define PIECE_LOOK_MS 500   /* between two looks */
#define PIECE_ANEW_MS 10000 /* a sender silent for so long does not come back to where it was */

/* Where the claimed piece ends; its beginning if the length is unknown. */
int64_t intake_piece_claim_end(const struct piece_claim *c);

/* Whether what is claimed can be: errors as those of intake_piece_begin(). */
int intake_piece_claim_check(const struct app *app, const struct piece_claim *c,
                             const struct upload *u);

/* Whether the piece may be the next one of the file that this one replaced a moment ago: nothing in
 * its request says whose it is. */
bool intake_piece_claim_is_doubtful(const struct app *app, const struct piece_claim *c,
                                    const struct upload *u);

/* The end of what has arrived. */
int64_t intake_piece_at(const struct intake_piece *p);

/* Whether it is time to look at what others did; then the time begins anew. */
bool intake_piece_looks(struct intake_piece *p);

/* Compares bytes with the stored ones at `at`. *same_out is how many are the same at their
 * beginning. */
int intake_piece_compare(struct intake_piece *p, int64_t at, const char *bytes, size_t len,
                         size_t *same_out);

/* With durability = chunk: syncs a file with bytes that are the same as the piece's, or the folder
 * that it is in. Another request may have stored them a moment ago, or died before it had synced
 * them. -1: there is none. Returns 0 or ERR_IO. */
int intake_piece_sync(const struct app *app, int fd);

/* Take the next bytes, in the ways PIECE_APPENDS and PIECE_ASIDE. */
int intake_piece_append_bytes(struct intake_piece *p, const char *bytes, size_t len);
int intake_piece_aside_bytes(struct intake_piece *p, const char *bytes, size_t len);

/* Begins PIECE_ASIDE; u is the record. If exactly this piece lies there, begins PIECE_COMPARES. */
int intake_piece_begin_aside(struct intake_piece *p, const struct upload *u);

/* Gives the written piece its place. */
int intake_piece_land(struct intake_piece *p);

/* Compares the written piece with the data, where its bytes must be: the upload took no more
 * pieces, or this one has joined. Returns 0, also if the file was delivered elsewhere; ERR_DIFFERS;
 * ERR_GONE if the data is shorter; ERR_NOT_FOUND or ERR_IO. */
int intake_piece_compare_aside(struct intake_piece *p);

/* Ends PIECE_APPENDS: is_whole if all bytes came. out may be NULL. */
int intake_piece_end_append(struct intake_piece *p, bool is_whole, struct piece_result *out);

/* Ends the other ways, after the piece has its place: appends what joins, if no other request is
 * about to. */
int intake_piece_settle(struct intake_piece *p, struct piece_result *out);

/* Under the lock: records the size that the claim tells, finishes the upload with its last byte or
 * leaves it. Fills out, if it is not NULL. */
int intake_piece_leave_upload(struct intake_piece *p, struct intake **in, bool is_whole,
                              struct piece_result *out);

#endif
