/* SPDX-License-Identifier: MIT */
/*
 * The text of Upload-Metadata (tus 1.0.0, creation): comma-separated pairs of a key and a base64
 * value. Records keep the field as it was sent. The site's programs get it decoded.
 */
#ifndef LOADLINE_METADATA_H
#define LOADLINE_METADATA_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct json;

struct metadata_pair {
    const char *key, *value; /* value NULL: no value; both point into the text, without a NUL */
    size_t key_len, value_len;
};

/* Splits "key value" of len bytes and ignores blanks around it. Validates nothing. The result
 * points into the text. */
struct metadata_pair metadata_split(const char *start, size_t len);

/* Decodes the pair's value as text, which the caller frees; "" if there is no value. Each byte that
 * is not UTF-8, and each NUL, becomes U+FFFD, so that every reader sees the gap. ERR_BAD_METADATA
 * for malformed base64, ERR_NOMEM. */
int metadata_text(const struct metadata_pair *p, char **text_out);

/* Decodes a whole field into the object {"key": "value", …}, which the caller frees. Values are as
 * in metadata_text(), null for malformed base64. NULL when out of memory. */
struct json *metadata_decode(const char *field);

/* Makes the `metadata` member for the site's programs: the decoded field, or the fields of the
 * upload's form (JSON object text). Both arguments may be NULL; no upload has both. The caller
 * frees *out, which is NULL if the upload has neither. 0 or ERR_NOMEM. */
int metadata_make(const char *field, const char *form_fields, struct json **out);

/* Whether the name of len bytes is in the list (metadata_fields; NULL: empty). */
bool metadata_is_listed(char *const *names, const char *name, size_t len);

/* Appends the members of metadata that are in the list, in its order, as JSON object text; {} if
 * there are none. metadata may be NULL. */
void metadata_add_listed(char *const *names, const struct json *metadata, struct buffer *out);

#endif
