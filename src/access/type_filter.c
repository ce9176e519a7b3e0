/* SPDX-License-Identifier: MIT */
/*
 * Comparisons for the lists of accepted and refused types, endings and fields.
 */
#include "access/type_filter.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* Whether one part of a type matches that part of a pattern. */
static bool part_fits(const char *pattern, size_t pattern_len, const char *part, size_t len)
{
    if (pattern_len == 1 && *pattern == '*')
        return len > 0;
    return pattern_len == len && strncasecmp(pattern, part, len) == 0;
}

static bool type_fits(const char *pattern, const char *type)
{
    size_t len = strcspn(type, "; \t");
    const char *slash = memchr(type, '/', len);
    const char *pattern_slash = strchr(pattern, '/');

    if (slash == NULL || pattern_slash == NULL)
        return false;
    return part_fits(pattern, (size_t)(pattern_slash - pattern), type, (size_t)(slash - type)) &&
           part_fits(pattern_slash + 1, strlen(pattern_slash + 1), slash + 1,
                     len - (size_t)(slash + 1 - type));
}

bool type_filter_type(char *const *patterns, const char *type)
{
    if (type == NULL)
        return false;
    type += strspn(type, " \t");
    for (; patterns != NULL && *patterns != NULL; patterns++)
        if (type_fits(*patterns, type))
            return true;
    return false;
}

bool type_filter_ending(char *const *endings, const char *name)
{
    size_t len = name == NULL ? 0 : strlen(name);

    while (len > 0 && strchr(". ", name[len - 1]) != NULL)
        len--;
    for (; endings != NULL && *endings != NULL; endings++) {
        size_t n = strlen(*endings);
        if (len > n && name[len - n - 1] == '.' && strncasecmp(name + len - n, *endings, n) == 0)
            return true;
    }
    return false;
}

static bool contains(const char *text, size_t len, const char *part, size_t part_len)
{
    for (size_t at = 0; at + part_len <= len; at++)
        if (strncasecmp(text + at, part, part_len) == 0)
            return true;
    return false;
}

static bool field_fits(const char *pattern, const char *name, size_t len)
{
    bool any_before = *pattern == '*';
    size_t n = strlen(pattern += any_before);
    bool any_after = n > 0 && pattern[n - 1] == '*';

    n -= any_after;
    if (any_before && any_after)
        return contains(name, len, pattern, n);
    if (n > len || (n < len && !any_before && !any_after))
        return false;
    return strncasecmp(any_before ? name + len - n : name, pattern, n) == 0;
}

bool type_filter_field(char *const *patterns, const char *name)
{
    size_t len = strlen(name);
    const char *inner = strrchr(name, '[');
    bool is_inner = inner != NULL && name[len - 1] == ']';

    for (; patterns != NULL && *patterns != NULL; patterns++)
        if (field_fits(*patterns, name, len) ||
            (is_inner && field_fits(*patterns, inner + 1, (size_t)(name + len - inner) - 2)))
            return true;
    return false;
}
