/* SPDX-License-Identifier: MIT */
/*
 * The form fields that are stored with its files, for webhooks and the site's programs. Secrets,
 * fields meant for Loadline, and fields that the site does not list are left out.
 */
#ifndef LOADLINE_FORM_METADATA_H
#define LOADLINE_FORM_METADATA_H

#include "config/config.h"
#include "fcgi/form/form_fields.h"
#include "fcgi/http/exchange.h"

/* Makes {"name":"value",…} of the fields received so far; the caller frees *json_out. A name that
 * occurs more than once, or ends with "[]", has an array in order of arrival. *json_out is NULL if
 * no field is kept, and on error. Returns 0, ERR_BOUND above max_form_metadata or
 * max_metadata_value, or ERR_NOMEM. */
int form_metadata_make(const struct config *c, const struct form_fields *f, char **json_out);

/* The same for the fields of a request: ERR_BOUND has a detail for its answer. */
int form_metadata_need(struct exchange *x, const struct form_fields *f, char **json_out);

#endif
