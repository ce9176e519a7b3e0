/* SPDX-License-Identifier: MIT */
/*
 * Recognizes a record of which only the counts have changed.
 */
#ifndef LOADLINE_PROGRESS_FINGERPRINT_H
#define LOADLINE_PROGRESS_FINGERPRINT_H

#include <stddef.h>

#define PROGRESS_FINGERPRINT_SIZE 33

/* What makes changes of one record comparable: the same sender, by its lock token, at the same run
 * of the server, and n fields, each its name and its value. All is borrowed. */
struct progress_identity {
    const char *run_id, *writer;
    const char *const *fields;
    size_t n;
};

/* Writes the fingerprint, without the fields that change while bytes arrive. 0, ERR_NOMEM or
 * ERR_INTERNAL. */
int progress_fingerprint(const struct progress_identity *i,
                         char text_out[PROGRESS_FINGERPRINT_SIZE]);

#endif
