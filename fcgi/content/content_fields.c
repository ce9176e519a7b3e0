/* SPDX-License-Identifier: MIT */
/*
 * Parses the list strictly: a coding that is not understood may change the content.
 */
#include "fcgi/content/content_fields.h"

#include <string.h>
#include <strings.h>

#define BLANKS " \t"

bool content_is_plain(const char *value, const char *harmless)
{
    while (value != NULL && *value != '\0') {
        value += strspn(value, BLANKS ",");
        size_t len = strcspn(value, BLANKS ",");
        bool same =
            len == 0 || (len == strlen("identity") && strncasecmp(value, "identity", len) == 0);
        if (!same &&
            (harmless == NULL || len != strlen(harmless) || strncasecmp(value, harmless, len) != 0))
            return false;
        value += len;
    }
    return true;
}
