/* SPDX-License-Identifier: MIT */
/*
 * Parameters of the type, the boundary among them, do not matter here.
 */
#include "form_request.h"

#include "disposition.h"

#include <string.h>

bool form_is_spoken(const struct request *r)
{
    const char *type = request_header(r, "Content-Type");

    return type != NULL && disposition_is(type, strlen(type), "multipart/form-data");
}
