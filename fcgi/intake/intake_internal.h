/* SPDX-License-Identifier: MIT */
/*
 * What the files of the intake share. Not for other modules.
 */
#ifndef LOADLINE_INTAKE_INTERNAL_H
#define LOADLINE_INTAKE_INTERNAL_H

#include "fcgi/intake/intake.h"

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
};

/* Starts the transfer with the first byte of a request. Returns 0 or ERR_NOMEM. */
int intake_begin_transfer(struct intake *in);

/* Whether len more bytes may be stored now. Returns 0, ERR_TOO_LARGE, ERR_QUOTA, ERR_NO_SPACE or
 * ERR_NOMEM. */
int intake_admit(struct intake *in, int64_t len);

/* Counts n bytes stored at the end. */
void intake_count(struct intake *in, int64_t n);

/* The offset of the next byte in the file. */
int64_t intake_end_offset(const struct intake *in);

/* The smaller of two limits, where 0 means no limit. */
int64_t intake_lesser_limit(int64_t a, int64_t b);

/* Completes intake_expect(); rc is the result of receiving the bytes. Returns the result for the
 * caller. */
int intake_verify(struct intake *in, int rc);

/* Cuts off unverified bytes that a dead sender left. Returns 0, ERR_IO or ERR_NO_SPACE. */
int intake_cut_pending(struct intake *in);

/* Releases the lock, then frees everything. If told is set, the last state of the record is
 * published. */
void intake_detach(struct intake **in, bool told);

#endif
