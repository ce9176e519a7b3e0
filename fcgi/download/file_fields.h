/* SPDX-License-Identifier: MIT */
/*
 * The header fields that describe a download: its type and its name. What the uploader declared is
 * not trusted.
 */
#ifndef LOADLINE_FILE_FIELDS_H
#define LOADLINE_FILE_FIELDS_H

#include "base/buffer.h"
#include "upload/upload.h"

#define FILE_FIELDS_MAX 4096 /* bytes of a disposition */

/* Returns the Content-Type: the upload's if no browser executes it, else a general one. */
const char *file_fields_type(const struct upload *u);

/* Appends the Content-Disposition (RFC 6266) of this kind, "attachment" or "inline", with a safe
 * form of the name. */
void file_fields_add_disposition(struct buffer *out, const char *kind, const struct upload *u);

#endif
