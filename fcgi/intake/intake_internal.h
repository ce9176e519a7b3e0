/* SPDX-License-Identifier: MIT */
/*
 * What the files of the intake share. Not for other modules.
 */
#ifndef LOADLINE_INTAKE_INTERNAL_H
#define LOADLINE_INTAKE_INTERNAL_H

#include "fcgi/intake/intake.h"
#include "spool/glimpse.h"
#include "spool/pieces.h"

struct intake {
    struct app *app;
    struct upload upload;
    struct lock *lock;
    struct transfer *transfer;
    struct request *request; /* interrupted when a newer request arrives; NULL: none */
    int64_t attached_ms;     /* monotonic; when the lock was acquired */
    int fd;
    void (*follow)(void *arg, const char *bytes, size_t len); /* set by intake_follow(), or NULL */
    void *follow_arg;
    struct checksum *checksum; /* checksum of the unverified bytes, or NULL */
    int64_t unverified;        /* number of unverified bytes, stored behind upload.received */
    int64_t size_before;       /* upload.size before the unverified request */
    int64_t bound;             /* largest size by quota, if none is declared; otherwise INT64_MAX */
    int64_t counted;           /* bytes reported to the quota; -1: it knows the size */
    bool whole;                /* the request ended well: the sender is expected back */
    int64_t unasked;           /* bytes allowed before the next check of free space */
    int64_t synced;            /* bytes that are on the disk, if each request syncs them */
    /* Of an incomplete upload in pieces. */
    int folder;             /* its folder; -1: not in pieces */
    int64_t next_ahead;     /* where the first byte is that lies ahead; INT64_MAX: there is none */
    int64_t piece_count;    /* of pieces in the folder */
    int join_err;           /* why the last join ended early, or 0 */
    struct piece odd_piece; /* the one with other bytes than the file, if that is ERR_DIFFERS */
    bool changed;           /* the request changed the upload: final uploads of a part are told */
    struct finals_teller_sender *part_sender; /* tells them while bytes arrive; or NULL */
};

/* Like intake_open() for a sender, but asks no holder for the lock: ERR_LOCKED if there is one, or
 * if a request waits for it. seen: the record of a moment ago, or NULL. */
int intake_try(struct app *app, const char *id, const struct glimpse *seen, struct request *r,
               struct intake **out);

/* Like intake_open() without a request, for a claim of the lock that says when the wait is vain. */
int intake_claim(struct app *app, const char *id, const struct lock_claim *claim,
                 struct intake **out);

/* Records a name in u; NULL: none. One that is too long is shortened but keeps its ending, which
 * tells the type. Returns 0 or an error of the buffer. */
int intake_fill_name(const char *text, struct upload *u);

/* Whether the upload can only be removed. */
bool intake_is_over(const struct app *app, const struct upload *u);

/* Bounds an upload without a size by what is left of its client's quota. */
void intake_set_bound(struct intake *in);

/* Starts the transfer with the first byte of a request. Returns 0 or ERR_NOMEM. */
int intake_begin_transfer(struct intake *in);

/* Whether len more bytes may be stored now. Returns 0, ERR_TOO_LARGE, ERR_QUOTA, ERR_NO_SPACE or
 * ERR_NOMEM. */
int intake_admit(struct intake *in, int64_t len);

/* Counts n bytes stored at the end. */
void intake_count(struct intake *in, int64_t n);

/* Appends the pieces that join the stored bytes, and counts those ahead. Of bytes that are there
 * twice, the file's stay. Does nothing to other uploads. Returns 0; ERR_DIFFERS if a piece differed
 * from the file (it is dropped; odd_piece); ERR_NO_SPACE, ERR_IO or ERR_NOMEM (then the pieces
 * stay). */
int intake_join(struct intake *in);

/* Counts the pieces ahead, which other senders may have landed. Returns 0 or ERR_IO. */
int intake_recount(struct intake *in);

/* Drops all stored bytes from offset on, and all pieces. Returns 0, ERR_IO or ERR_NO_SPACE. */
int intake_drop_from(struct intake *in, int64_t offset);

/* Whether an answer must not acknowledge bytes that a power failure could lose. */
bool intake_syncs_chunks(const struct app *app);

/* Syncs what the sender appended, if so. Returns 0 or ERR_IO. */
int intake_sync_chunk(struct intake *in);

/* The offset of the next byte in the file. */
int64_t intake_end_offset(const struct intake *in);

/* The smaller of two limits, where 0 means no limit. */
int64_t intake_lesser_limit(int64_t a, int64_t b);

/* Completes intake_expect(); rc is the result of receiving the bytes. Returns the result for the
 * caller. */
int intake_verify(struct intake *in, int rc);

/* Cuts off unverified bytes that a dead sender left. Returns 0, ERR_IO or ERR_NO_SPACE. */
int intake_cut_pending(struct intake *in);

/* Counts and logs an upload that is whole now; last_byte_at as for upload_counts.h. */
void intake_note_received(const struct upload *u, int64_t last_byte_at);

/* Releases the lock, then frees everything. If told is set, the last state of the record is
 * published. */
void intake_detach(struct intake **in, bool told);

#endif
