/* SPDX-License-Identifier: MIT */
/*
 * The number begins with the time, so that all requests of a visitor agree on the oldest. The
 * cookie is sent to the upload path only, by pages of the same site, and no script sees it.
 */
#include "fcgi/uploaders/visitor.h"

#include "base/clock.h"
#include "base/id.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX "loadline_uploader_"
#define TIME_DIGITS 12
#define RANDOM_DIGITS (VISITOR_DIGITS - TIME_DIGITS)

static int by_age(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Reads the number if a cookie of ours begins at text. */
static bool visitor_take(const char *text, char number_out[VISITOR_SIZE])
{
    if (strncmp(text, PREFIX, strlen(PREFIX)) != 0)
        return false;
    text += strlen(PREFIX);
    if (strspn(text, "0123456789abcdef") != VISITOR_DIGITS || text[VISITOR_DIGITS] != '=')
        return false;
    memcpy(number_out, text, VISITOR_DIGITS);
    number_out[VISITOR_DIGITS] = '\0';
    return true;
}

void visitor_parse(const char *field, struct visitor *out)
{
    out->count = 0;
    while (field != NULL && *field != '\0' && out->count < VISITOR_COOKIES_MAX) {
        field += strspn(field, " \t;");
        if (visitor_take(field, out->numbers[out->count]))
            out->count++;
        field += strcspn(field, ";");
    }
    qsort(out->numbers, out->count, sizeof *out->numbers, by_age);
}

int visitor_add_cookie(const char *path, bool is_secure, struct buffer *out)
{
    char digits[RANDOM_DIGITS + 1];
    int rc = id_random_hex(digits, sizeof digits);

    if (rc != 0)
        return rc;
    buffer_addf(out, PREFIX "%0*llx%s=1; Path=%s; HttpOnly; SameSite=Lax%s", TIME_DIGITS,
                (long long)clock_wall_ms(), digits, path, is_secure ? "; Secure" : "");
    return buffer_error(out);
}
