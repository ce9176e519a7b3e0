/* SPDX-License-Identifier: MIT */
/*
 * What of a form's fields is kept with its files, for webhooks and the site's program: not what is
 * secret, and not what only Loadline uses.
 */
#ifndef LOADLINE_FORM_METADATA_H
#define LOADLINE_FORM_METADATA_H

#include "config/config.h"
#include "fcgi/form/form_fields.h"

/* Makes {"name":"value",…} of the fields so far, for the caller to free. A name that comes more
 * than once, or ends with
 * "[]", has an array, in the order the values came. *json_out is NULL where nothing is kept, and on
 * failure. ERR_BOUND over max_form_metadata, ERR_NOMEM. */
int form_metadata_make(const struct config *c, const struct form_fields *f, char **json_out);

#endif
