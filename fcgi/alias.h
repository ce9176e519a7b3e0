/* SPDX-License-Identifier: MIT */
/*
 * The name that an old client gives its upload, in a request.
 */
#ifndef LOADLINE_ALIAS_H
#define LOADLINE_ALIAS_H

#include "request.h"

#include "progress_alias.h"

#define ALIAS_HEADER "X-Progress-ID"

/* The header field, else the query parameter, whatever it holds. ERR_NOT_FOUND where there is neither,
 * ERR_BOUND where it is too long. */
int alias_of_request(const struct request *r, char out[PROGRESS_ALIAS_SIZE]);

#endif
