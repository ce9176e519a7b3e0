/* SPDX-License-Identifier: MIT */
/*
 * Upload-Metadata (tus 1.0.0, creation): comma-separated pairs of a key and a base64 value.
 */
#ifndef LOADLINE_TUS_METADATA_H
#define LOADLINE_TUS_METADATA_H

#include "base/id.h"

#include <stddef.h>

struct tus_metadata {
    char *name;       /* of "filename", where there is none of "name"; valid UTF-8, or NULL */
    char *other_name; /* of "name" where "filename" is there too and says otherwise; or NULL */
    char *type;       /* of "filetype", where there is none of "type"; or NULL */
};

/* Checks the whole field and takes what we use of it. ERR_BAD_METADATA: a key that is empty,
 * repeated or not ASCII, or a value that is not base64. ERR_NOMEM. On failure nothing is kept. */
int tus_metadata_parse(const char *field, struct tus_metadata *out);
void tus_metadata_free(struct tus_metadata *m);

/* Makes a copy of a field that tus_metadata_parse() takes, in which "***" stands for each key of an
 * upload of ours, also within the values; all else stays byte by byte. To be freed. ERR_NOMEM. */
int tus_metadata_mask(const struct secret *secret, const char *field, char **out);

#endif
