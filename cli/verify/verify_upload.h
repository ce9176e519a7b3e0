/* SPDX-License-Identifier: MIT */
/*
 * Looks whether one upload of a spool is as its record says. It takes no lock, so it never keeps
 * a sender waiting: what it finds counts only if the upload is not in use and did not change
 * meanwhile.
 */
#ifndef LOADLINE_VERIFY_UPLOAD_H
#define LOADLINE_VERIFY_UPLOAD_H

#include "cli/verify/findings.h"
#include "spool/store.h"

#include <stdbool.h>
#include <stddef.h>

struct verify_job {
    struct store *store;
    bool is_quick;                          /* makes no digests */
    bool (*go_on)(void *arg, size_t bytes); /* called often; false: stop */
    void *arg;
};

enum verify_outcome {
    VERIFY_FINE,
    VERIFY_DIFFERS, /* there are findings */
    VERIFY_IN_USE,
    VERIFY_GONE /* there is no such upload */
};

/* Fills f, which needs no initialisation. */
enum verify_outcome verify_upload(const struct verify_job *job, const char *id, struct findings *f);

#endif
