/* SPDX-License-Identifier: MIT */
/*
 * Browsers list cookies of one path in the order in which they came (RFC 6265 section 5.4). The
 * first of them is in all requests of the visitor but those before any cookie. Were it the one with
 * the oldest number, a request could know one that another, sent a moment before, does not. The
 * cookie is sent to the upload path only, by pages of the same site, and no script sees it.
 */
#include "fcgi/uploaders/visitor.h"

#include "base/clock.h"
#include "base/id.h"

#include <string.h>

#define PREFIX "loadline_uploader_"
#define TIME_DIGITS 12
#define RANDOM_DIGITS (VISITOR_DIGITS - TIME_DIGITS)

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
