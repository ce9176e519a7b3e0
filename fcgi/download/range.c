/* SPDX-License-Identifier: MIT */
/*
 * One range of bytes: "bytes=0-499", "bytes=500-", "bytes=-500".
 */
#include "fcgi/download/range.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define UNIT "bytes="

/* Reads digits, limited to INT64_MAX. False if there are none. */
static bool range_take_number(const char **at, int64_t *out)
{
    const char *begin = *at;
    int64_t n = 0;

    for (; **at >= '0' && **at <= '9'; (*at)++) {
        int digit = **at - '0';
        n = n > (INT64_MAX - digit) / 10 ? INT64_MAX : n * 10 + digit;
    }
    *out = n;
    return *at > begin;
}

static bool at_end(const char *at)
{
    return at[strspn(at, " \t")] == '\0';
}

static struct range range_part(int64_t first, int64_t length)
{
    return (struct range){RANGE_PART, first, length};
}

/* "-500": the last 500 bytes. */
static struct range parse_suffix(const char *at, int64_t size)
{
    const struct range whole = {RANGE_WHOLE, 0, size};
    int64_t length;

    if (!range_take_number(&at, &length) || !at_end(at) || size == 0)
        return whole;
    if (length == 0)
        return (struct range){RANGE_NOWHERE, 0, 0};
    if (length > size)
        length = size;
    return range_part(size - length, length);
}

struct range range_parse(const char *field, int64_t size)
{
    const struct range whole = {RANGE_WHOLE, 0, size};
    int64_t first, last = INT64_MAX;

    if (field == NULL || strncasecmp(field, UNIT, strlen(UNIT)) != 0)
        return whole;
    const char *at = field + strlen(UNIT);
    at += strspn(at, " \t");
    if (*at == '-')
        return parse_suffix(at + 1, size);
    if (!range_take_number(&at, &first) || *at++ != '-')
        return whole;
    if (*at >= '0' && *at <= '9' && (!range_take_number(&at, &last) || last < first))
        return whole;
    if (!at_end(at))
        return whole;
    if (first >= size)
        return (struct range){RANGE_NOWHERE, 0, 0};
    if (last >= size)
        last = size - 1;
    return range_part(first, last - first + 1);
}
