/* SPDX-License-Identifier: MIT */
/*
 * What one upload counts towards its client's quota. The parts of a tus final upload are its file
 * once more: as soon as its size is known the final upload counts, and its parts no longer do,
 * although both are in the spool until the parts expire.
 */
#ifndef LOADLINE_QUOTA_UPLOAD_H
#define LOADLINE_QUOTA_UPLOAD_H

#include "spool/store.h"

/* The owner, or if it is NULL the address (client_identity_name()). Both NULL: no client and no
 * limit. */
struct quota_client {
    const char *owner, *address;
};

struct quota_amount {
    int64_t bytes, uploads;
};

/* The client of an upload; it borrows the upload's strings. */
struct quota_client quota_upload_client(const struct upload *u);

/* What the upload counts; for a part that a final upload stands for: nothing. */
struct quota_amount quota_upload_count(struct store *s, const struct upload *u);

/* What the parts of a final upload count for the client as long as its own size is not known: it
 * takes their place. Nothing for any other upload. */
struct quota_amount quota_upload_parts(struct store *s, const struct upload *final,
                                       struct quota_client c);

#endif
