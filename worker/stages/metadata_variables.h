/* SPDX-License-Identifier: MIT */
/*
 * The upload's metadata as environment variables of the site's programs (metadata_fields).
 */
#ifndef LOADLINE_METADATA_VARIABLES_H
#define LOADLINE_METADATA_VARIABLES_H

#include "config/config.h"
#include "upload/upload.h"

struct metadata_variables {
    char *texts[CONFIG_METADATA_FIELDS_MAX]; /* "LOADLINE_META_NAME=value" */
    size_t count;
};

/* Fills out with a variable for each listed field that the upload has. A blank stands for each
 * control character of a value, and the values of a field that occurs more often are lines. A value
 * is cut to CONFIG_METADATA_VALUE_MAX bytes, at the end of a character. The caller frees out in any
 * case. Returns 0 or ERR_NOMEM. */
int metadata_variables_make(char *const *names, const struct upload *u,
                            struct metadata_variables *out);
void metadata_variables_free(struct metadata_variables *v);

#endif
