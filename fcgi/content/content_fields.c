/* SPDX-License-Identifier: MIT */
/*
 * Parses both fields strictly. If a field is not understood, the content may not be a whole file.
 */
#include "fcgi/content/content_fields.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define UNIT "bytes"
#define BLANKS " \t"

/* Reads a number from *at. -1: there is none, or it exceeds an int64_t. */
static int64_t content_fields_take_number(const char **at)
{
    int64_t n = 0;

    if (!isdigit((unsigned char)**at))
        return -1;
    for (; isdigit((unsigned char)**at); (*at)++) {
        if (n > (INT64_MAX - 9) / 10)
            return -1;
        n = n * 10 + (**at - '0');
    }
    return n;
}

/* Consumes the character at *at if it is mark. */
static bool take_mark(const char **at, char mark)
{
    if (**at != mark)
        return false;
    (*at)++;
    return true;
}

int64_t content_range_size(const char *value)
{
    const char *at = value;

    if (strncasecmp(at, UNIT, strlen(UNIT)) != 0)
        return -1;
    at += strlen(UNIT);
    if (strspn(at, BLANKS) == 0)
        return -1;
    at += strspn(at, BLANKS);
    int64_t first = content_fields_take_number(&at);
    if (first != 0 || !take_mark(&at, '-'))
        return -1;
    int64_t last = content_fields_take_number(&at);
    if (last < 0 || !take_mark(&at, '/'))
        return -1;
    int64_t size = content_fields_take_number(&at);
    at += strspn(at, BLANKS);
    return *at == '\0' && size == last + 1 ? size : -1;
}

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
