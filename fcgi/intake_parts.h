/* SPDX-License-Identifier: MIT */
/*
 * What intake.c and intake_end.c share. Not for other modules.
 */
#ifndef LOADLINE_INTAKE_PARTS_H
#define LOADLINE_INTAKE_PARTS_H

#include "intake.h"

struct intake {
    struct app *app;
    struct upload upload;
    struct lock *lock;
    struct transfer *transfer;
    struct sender *sender;   /* its place among those at once; NULL: it has none */
    struct request *request; /* that ends when somebody newer comes; NULL: not watched */
    int fd;
    void (*follow)(void *arg, const char *bytes, size_t len); /* or NULL */
    void *follow_arg;
    int64_t bound;   /* the size that the quota allows where none was declared */
    int64_t unasked; /* bytes that may come before the free space is looked at again */
};

/* Frees everything; the lock goes first. The record's last state is told if told is set. */
void intake_detach(struct intake **in, bool told);

#endif
