/* SPDX-License-Identifier: MIT */
/*
 * The header goes first, as the old modules have it.
 */
#include "alias.h"

#include "error.h"

#include <string.h>

int alias_of_request(const struct request *r, char out[PROGRESS_ALIAS_SIZE])
{
    const char *field = request_header(r, ALIAS_HEADER);

    if (field == NULL)
        return request_query_value(r, ALIAS_HEADER, out, PROGRESS_ALIAS_SIZE);
    size_t len = strlen(field);
    if (len > PROGRESS_ALIAS_MAX)
        return ERR_BOUND;
    memcpy(out, field, len + 1);
    return 0;
}
