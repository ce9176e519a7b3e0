/* SPDX-License-Identifier: MIT */
/*
 * Upload-Metadata (tus 1.0.0, creation): comma-separated pairs of a key and a base64 value.
 */
#ifndef LOADLINE_TUS_METADATA_H
#define LOADLINE_TUS_METADATA_H

#include "base/id.h"

#include <stddef.h>

struct tus_metadata {
    char *name;       /* from "filename", or else "name"; valid UTF-8, or NULL */
    char *other_name; /* from "name" if "filename" is there too and differs; or NULL */
    char *type;       /* from "filetype", or else "type"; or NULL */
};

/* Checks the whole field and extracts the values we use; tus_metadata_free() frees them. Returns 0;
 * ERR_BAD_METADATA for a key that is empty, repeated or not ASCII, or a value that is not base64;
 * or ERR_NOMEM. On failure out holds nothing. */
int tus_metadata_parse(const char *field, struct tus_metadata *out);
void tus_metadata_free(struct tus_metadata *m);

/* Copies a field that tus_metadata_parse() accepts, with "***" for each of our upload keys, also
 * inside values. Everything else stays byte for byte. The caller frees *out. Returns 0 or
 * ERR_NOMEM. */
int tus_metadata_mask(const struct secret *secret, const char *field, char **out);

#endif
