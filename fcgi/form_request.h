/* SPDX-License-Identifier: MIT */
/*
 * Which requests are forms.
 */
#ifndef LOADLINE_FORM_REQUEST_H
#define LOADLINE_FORM_REQUEST_H

#include "request.h"

/* Whether the request's Content-Type is multipart/form-data. */
bool form_is_spoken(const struct request *r);

#endif
