/* SPDX-License-Identifier: MIT */
/*
 * Counts only what determines a parser's work: brackets outside strings. The parser decides whether
 * the text is JSON. Malformed text is never nested deeper than the count.
 */
#include "access/token_scan.h"

#include "base/error.h"

#include <string.h>

#define BITS_PER_CHARACTER 6

void token_scan_begin(struct token_scan *s)
{
    memset(s, 0, sizeof *s);
}

/* The six bits of a character (RFC 4648 section 5); -1 if it is not in the alphabet. */
static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

/* False if there is one level too many. */
static bool take_json(struct token_scan *s, unsigned char c)
{
    if (s->in_string) {
        if (s->escaped)
            s->escaped = false;
        else if (c == '\\')
            s->escaped = true;
        else
            s->in_string = c != '"';
    } else if (c == '"') {
        s->in_string = true;
    } else if (c == '{' || c == '[') {
        return s->depth++ <= TOKEN_DEPTH_MAX; /* the outermost level is not in a value */
    } else if ((c == '}' || c == ']') && s->depth > 0) {
        s->depth--;
    } else if (c == ':' && s->depth == 1) {
        s->members[s->part]++;
    }
    return true;
}

/* Four characters make three bytes. The signature's bytes are not scanned as text. */
static bool take_character(struct token_scan *s, int value)
{
    unsigned place = (unsigned)(s->part_len[s->part]++ % 4);

    s->bits = (s->bits << BITS_PER_CHARACTER | (unsigned)value) & 0xfff;
    if (place == 0 || s->part == TOKEN_SIGNATURE)
        return true;
    return take_json(s, (unsigned char)(s->bits >> (BITS_PER_CHARACTER - 2 * place) & 0xff));
}

/* Checks a finished part: it is not empty, and the unused bits of its last character are zero (RFC
 * 4648 section 3.5), so that no token has a second spelling. */
static bool is_part_whole(const struct token_scan *s)
{
    size_t len = s->part_len[s->part], rest = len % 4;

    if (len == 0 || rest == 1)
        return false;
    return rest == 0 || (s->bits & (rest == 2 ? 0xfU : 0x3U)) == 0;
}

static bool begin_part(struct token_scan *s)
{
    if (!is_part_whole(s) || s->part == TOKEN_SIGNATURE)
        return false;
    s->part++;
    s->bits = s->depth = 0;
    s->in_string = s->escaped = false;
    return true;
}

int token_scan_push(struct token_scan *s, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len && !s->failed; i++) {
        int value = value_of(bytes[i]);
        bool good = ++s->len <= TOKEN_MAX;
        if (good && bytes[i] == '.')
            good = begin_part(s);
        else if (good)
            good = value >= 0 && take_character(s, value);
        s->failed = !good;
    }
    return s->failed ? ERR_TOKEN : 0;
}

int token_scan_end(const struct token_scan *s)
{
    return !s->failed && s->part == TOKEN_SIGNATURE && is_part_whole(s) ? 0 : ERR_TOKEN;
}
