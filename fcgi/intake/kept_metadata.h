/* SPDX-License-Identifier: MIT */
/*
 * The pairs of Upload-Metadata that the record keeps (metadata_fields), and their bounds.
 */
#ifndef LOADLINE_KEPT_METADATA_H
#define LOADLINE_KEPT_METADATA_H

#include "config/config.h"
#include "fcgi/http/exchange.h"

/* Copies the pairs to keep, unchanged, of a field that tus_metadata_parse() accepts; all of them if
 * the site lists none. The caller frees *out, which is NULL if no pair is kept. field may be NULL.
 * Returns 0; ERR_BOUND if a listed value is longer than max_metadata_value, with the detail in x
 * (NULL: none); or ERR_NOMEM. */
int kept_metadata_make(const struct config *c, struct exchange *x, const char *field, char **out);

/* Refuses a field whose value is too long. Returns ERR_BOUND. name is of name_len bytes. */
int kept_metadata_refuse(const struct config *c, struct exchange *x, const char *name,
                         size_t name_len);

#endif
