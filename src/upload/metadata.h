/* SPDX-License-Identifier: MIT */
/*
 * The text of Upload-Metadata (tus 1.0.0, creation): comma-separated pairs of a key and a base64
 * value. Records keep it as it was sent; programs of the site are given it decoded.
 */
#ifndef LOADLINE_METADATA_H
#define LOADLINE_METADATA_H

#include <stddef.h>

struct json;

struct metadata_pair {
    const char *key, *value; /* value NULL: there is none */
    size_t key_len, value_len;
};

/* Splits "key value", which has len bytes; blanks around it do not count. Nothing is checked. */
struct metadata_pair metadata_split(const char *start, size_t len);

/* The pair's value as text, for the caller to free; "" where it has none. U+FFFD stands for each
 * byte that is not UTF-8, and for NUL: what is left out of a name is then seen by all who look at
 * it. ERR_BAD_METADATA for what is not base64, ERR_NOMEM. */
int metadata_text(const struct metadata_pair *p, char **text_out);

/* Makes the object {"key": "value", …} of a whole field, for the caller to free; the values as
 * metadata_text() has them, null for one that is not base64. NULL when out of memory. */
struct json *metadata_decode(const char *field);

/* Makes what programs of the site get as `metadata`: the whole field decoded, or the fields of the
 * form that the upload came in (JSON object text); both may be NULL, no upload has both. *out NULL:
 * it has neither. ERR_NOMEM. */
int metadata_make(const char *field, const char *form_fields, struct json **out);

#endif
