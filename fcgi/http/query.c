/* SPDX-License-Identifier: MIT */
/*
 * One decoder for both: paths and queries differ only in their end and in the meaning of "+".
 */
#include "fcgi/http/query.h"

#include "base/error.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static int query_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)tolower((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int query_decode(const char *from, const char *end, bool plus, char *buf, size_t size)
{
    size_t len = 0;

    for (; from < end; from++) {
        char c = plus && *from == '+' ? ' ' : *from;
        if (c == '%' && end - from > 2 && query_hex_digit(from[1]) >= 0 &&
            query_hex_digit(from[2]) >= 0) {
            c = (char)(query_hex_digit(from[1]) * 16 + query_hex_digit(from[2]));
            from += 2;
        }
        if (c == '\0' || len + 1 >= size)
            return ERR_BOUND;
        buf[len++] = c;
    }
    buf[len] = '\0';
    return 0;
}

int query_value(const char *query, const char *name, char *buf, size_t size)
{
    size_t len = strlen(name);

    for (const char *at = query; at != NULL && *at != '\0';) {
        if (strncmp(at, name, len) == 0 && at[len] == '=') {
            at += len + 1;
            return query_decode(at, at + strcspn(at, "&"), true, buf, size);
        }
        at = strchr(at, '&');
        if (at != NULL)
            at++;
    }
    return ERR_NOT_FOUND;
}

bool query_next(const char **at, struct query_parameter *out)
{
    if (*at == NULL || **at == '\0')
        return false;
    size_t len = strcspn(*at, "&");
    const char *equals = memchr(*at, '=', len);
    const char *end = *at + len;

    out->name = *at;
    out->value = equals != NULL ? equals + 1 : end;
    out->name_len = (size_t)((equals != NULL ? equals : end) - *at);
    out->value_len = (size_t)(end - out->value);
    *at = end + (*end == '&');
    return true;
}

int query_decode_text(const char *text, size_t len, char *buf, size_t size)
{
    return query_decode(text, text + len, true, buf, size);
}

int query_decode_path(const char *path, char *buf, size_t size)
{
    return query_decode(path, path + strlen(path), false, buf, size);
}
