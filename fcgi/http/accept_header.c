/* SPDX-License-Identifier: MIT */
/*
 * Reads the field from left to right and ignores anything that is no media range.
 */
#include "fcgi/http/accept_header.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define WANTED 1000

/* Parses "0.8" as 800 (RFC 9110 section 12.4.2). Anything else counts as 1. */
static int weight(const char *at, const char *end)
{
    int value = 0, scale = 100;

    if (at == end || (*at != '0' && *at != '1'))
        return WANTED;
    value = (*at++ - '0') * WANTED;
    if (at < end && *at == '.')
        for (at++; at < end && isdigit((unsigned char)*at) && scale > 0; at++, scale /= 10)
            value += (*at - '0') * scale;
    return value > WANTED ? WANTED : value;
}

/* The weight among the parameters of one range. */
static int range_weight(const char *at, const char *end)
{
    while ((at = memchr(at, ';', (size_t)(end - at))) != NULL) {
        at++;
        while (at < end && (*at == ' ' || *at == '\t'))
            at++;
        if (end - at >= 2 && (*at == 'q' || *at == 'Q') && at[1] == '=')
            return weight(at + 2, end);
    }
    return WANTED;
}

/* How exactly a range of len bytes matches the type: 0 no match, 3 its full name. */
static int specificity(const char *range, size_t len, const char *type)
{
    size_t slash = strcspn(type, "/") + 1;

    if (len == strlen(type) && strncasecmp(range, type, len) == 0)
        return 3;
    if (len == slash + 1 && strncasecmp(range, type, slash) == 0 && range[slash] == '*')
        return 2;
    return len == 3 && memcmp(range, "*/*", 3) == 0 ? 1 : 0;
}

int accept_header_quality(const char *field, const char *type)
{
    int best = 0, quality = 0;

    if (field == NULL || *field == '\0')
        return WANTED;
    while (*field != '\0') {
        field += strspn(field, " \t,");
        size_t len = strcspn(field, ",");
        int fits = specificity(field, strcspn(field, " \t;,"), type);
        if (fits > best) {
            best = fits;
            quality = range_weight(field, field + len);
        }
        field += len;
    }
    return quality;
}

bool accept_header_wants_page(const char *field)
{
    return accept_header_quality(field, "text/html") >
           accept_header_quality(field, "application/json");
}
