/* SPDX-License-Identifier: MIT */
/*
 * The metadata of a file that comes as the body of a request: in the query, as the fields that such
 * uploaders send with a form.
 */
#ifndef LOADLINE_QUERY_METADATA_H
#define LOADLINE_QUERY_METADATA_H

#include "fcgi/http/exchange.h"

/* Makes {"name":"value",…} of the parameters in metadata_fields, by the rules of
 * form_metadata_need(); the caller frees *json_out, which is NULL if there are none, and on error.
 * arg is the struct exchange. Returns 0, ERR_BOUND, ERR_BAD_REQUEST for a zero byte, or
 * ERR_NOMEM. */
int query_metadata_need(void *arg, char **json_out);

#endif
