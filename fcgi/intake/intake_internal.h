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
    struct request *request; /* that ends when somebody newer comes; NULL: not watched */
    int64_t attached_ms;     /* monotonic; when the lock was taken */
    int fd;
    void (*follow)(void *arg, const char *bytes, size_t len); /* or NULL */
    void *follow_arg;
    struct checksum *checksum; /* of the bytes that do not count yet; or NULL */
    int64_t unverified;        /* how many those are: they lie behind upload.received */
    int64_t size_before;       /* what upload.size was before their request */
    int64_t bound;             /* the size that the quota allows where none was declared */
    int64_t counted; /* bytes of such a one that the quota knows of; -1: it knows the size */
    bool whole;      /* its request ended well: the sender is expected back */
    int64_t unasked; /* bytes that may come before the free space is looked at again */
};

/* The first byte is what makes a request a sender. ERR_NOMEM. */
int intake_begin_transfer(struct intake *in);

/* Whether so many bytes more may be stored now. ERR_TOO_LARGE, ERR_NO_SPACE. */
int intake_admit(struct intake *in, int64_t len);

/* Counts n bytes that were stored at the end. */
void intake_count(struct intake *in, int64_t n);

/* Where the next byte goes. */
int64_t intake_end_offset(const struct intake *in);

/* The smaller of two limits of which 0 is none. */
int64_t intake_lesser_limit(int64_t a, int64_t b);

/* Ends what intake_expect() began; rc is how the receiving went. The result for the caller. */
int intake_verify(struct intake *in, int rc);

/* Cuts off bytes that nobody verifies any more, of a sender that died. ERR_IO, ERR_NO_SPACE. */
int intake_cut_pending(struct intake *in);

/* Frees everything; the lock goes first. The record's last state is told if told is set. */
void intake_detach(struct intake **in, bool told);

#endif
