/* SPDX-License-Identifier: MIT */
/*
 * Covers the differences between json-c in strict mode and RFC 8259. It tells strings from the rest
 * and parses nothing else.
 */
#include "base/json_prepare.h"

#include "base/error.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define WIDE_LEAST 19 /* an integer of fewer characters always fits 64 bits */

/* Returns the code point of the valid multi-byte UTF-8 character at s, and its length. */
static unsigned json_prepare_decode(const unsigned char *s, size_t *len_out)
{
    static const unsigned char lead_mask[] = {0, 0, 0x1f, 0x0f, 0x07};
    size_t n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    unsigned code = s[0] & lead_mask[n];

    for (size_t i = 1; i < n; i++)
        code = code << 6 | (s[i] & 0x3fU);
    *len_out = n;
    return code;
}

/* Writes the document in ASCII, other characters as \u escapes (RFC 8259 section 7). json-c 0.18 in
 * strict mode takes those characters for control characters. */
static void add_ascii(struct buffer *b, const char *text, size_t len)
{
    const unsigned char *s = (const unsigned char *)text, *end = s + len;

    while (s < end) {
        size_t run = 0, n;
        while (s + run < end && s[run] < 0x80)
            run++;
        buffer_add(b, s, run);
        s += run;
        if (s == end)
            return;
        unsigned code = json_prepare_decode(s, &n);
        if (code < 0x10000)
            buffer_addf(b, "\\u%04x", code);
        else
            buffer_addf(b, "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10),
                        0xdc00 + (code & 0x3ff));
        s += n;
    }
}

static size_t count_digits(const char *text, size_t len)
{
    size_t n = 0;

    while (n < len && text[n] >= '0' && text[n] <= '9')
        n++;
    return n;
}

/* Whether the whole text is a number (RFC 8259 section 6). json-c also accepts "1." and NaN. */
static bool json_prepare_is_number(const char *text, size_t len)
{
    size_t at = len > 0 && text[0] == '-' ? 1 : 0, n = count_digits(text + at, len - at);

    if (n == 0 || (n > 1 && text[at] == '0'))
        return false;
    at += n;
    if (at < len && text[at] == '.') {
        n = count_digits(text + at + 1, len - at - 1);
        if (n == 0)
            return false;
        at += 1 + n;
    }
    if (at < len && (text[at] == 'e' || text[at] == 'E')) {
        at += at + 1 < len && (text[at + 1] == '+' || text[at + 1] == '-') ? 2 : 1;
        n = count_digits(text + at, len - at);
        if (n == 0)
            return false;
        at += n;
    }
    return at == len;
}

/* Whether the number is an integer that json-c rejects as too large. */
static bool is_wide(const char *number, size_t len)
{
    char digits[WIDE_LEAST + 3];

    if (len < WIDE_LEAST || count_digits(number + 1, len - 1) != len - 1)
        return false;
    if (len >= sizeof digits)
        return true;
    memcpy(digits, number, len);
    digits[len] = '\0';
    errno = 0;
    (void)strtoll(digits, NULL, 10);
    return errno == ERANGE;
}

/* What json-c accepts and other readers do not, or read in another way: control characters in
 * strings, names in single quotes, and names with a zero, which json-c ends there. */
struct strictness {
    bool in_string, has_zero; /* the present string, or the last one */
};

static bool json_prepare_allows(struct strictness *s, const char *at, size_t left)
{
    if (s->in_string && *at == '\\' && left > 5 && memcmp(at + 1, "u0000", 5) == 0)
        s->has_zero = true;
    if (*at == '"') {
        s->in_string = !s->in_string;
        s->has_zero = s->has_zero && !s->in_string;
    }
    return s->in_string ? (unsigned char)*at >= 0x20 : *at != '\'' && !(*at == ':' && s->has_zero);
}

/* JSON integers have no bound. Integers beyond 64 bits get the exponent "e0", so that json-c reads
 * them as doubles. ERR_SYNTAX for a malformed number, and for what only json-c accepts. */
static int add_widened(struct buffer *b, const char *ascii, size_t len)
{
    struct strictness strict = {0};
    size_t copied = 0;

    for (size_t i = 0, n; i < len; i += n) {
        char c = ascii[i];
        n = strict.in_string && c == '\\' && i + 1 < len ? 2 : 1;
        if (!json_prepare_allows(&strict, ascii + i, len - i))
            return ERR_SYNTAX;
        if (strict.in_string || strchr("-0123456789NI", c) == NULL)
            continue;
        while (i + n < len && strchr("0123456789.eE+-", ascii[i + n]) != NULL)
            n++;
        if (!json_prepare_is_number(ascii + i, n))
            return ERR_SYNTAX;
        if (is_wide(ascii + i, n)) {
            buffer_add(b, ascii + copied, i + n - copied);
            buffer_add_string(b, "e0");
            copied = i + n;
        }
    }
    buffer_add(b, ascii + copied, len - copied);
    return buffer_error(b);
}

int json_prepare(const char *text, size_t len, struct buffer *out)
{
    struct buffer ascii;

    buffer_init(&ascii, out->max);
    add_ascii(&ascii, text, len);
    int rc = buffer_error(&ascii);
    if (rc == 0)
        rc = add_widened(out, buffer_text(&ascii), ascii.len);
    buffer_free(&ascii);
    return rc;
}
