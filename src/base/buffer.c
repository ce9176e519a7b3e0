/* SPDX-License-Identifier: MIT */
/*
 * The growing buffer, and the escapes for JSON, HTML and UTF-8.
 */
#include "base/buffer.h"

#include "base/error.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 256

void buffer_init(struct buffer *b, size_t max_bytes)
{
    *b = (struct buffer){.max = max_bytes};
}

void buffer_init_draining(struct buffer *b, size_t max_bytes,
                          int (*fn)(void *arg, const char *bytes, size_t len), void *arg)
{
    *b = (struct buffer){.max = max_bytes, .drain = fn, .drain_arg = arg};
}

int buffer_drain(struct buffer *b)
{
    if (b->err == 0 && b->len > 0)
        b->err = b->drain(b->drain_arg, b->data, b->len);
    b->len = 0;
    return b->err;
}

void buffer_free(struct buffer *b)
{
    free(b->data);
    buffer_init(b, b->max);
}

void buffer_reset(struct buffer *b)
{
    b->len = 0;
    b->err = 0;
    if (b->data != NULL)
        b->data[0] = '\0';
}

int buffer_error(const struct buffer *b)
{
    return b->err;
}

const char *buffer_text(const struct buffer *b)
{
    return b->data == NULL ? "" : b->data;
}

/* Reserves room for more bytes and the NUL. */
static int reserve(struct buffer *b, size_t more)
{
    if (b->err != 0)
        return b->err;
    if (more > b->max - b->len && b->drain != NULL && buffer_drain(b) != 0)
        return b->err;
    if (more > b->max - b->len)
        return b->err = ERR_BOUND;
    size_t need = b->len + more + 1;
    if (need <= b->room)
        return 0;
    size_t room = b->room == 0 ? FIRST_ROOM : b->room * 2;
    if (room < need)
        room = need;
    char *data = realloc(b->data, room);
    if (data == NULL)
        return b->err = ERR_NOMEM;
    b->data = data;
    b->room = room;
    return 0;
}

char *buffer_take(struct buffer *b)
{
    char *data = NULL;

    if (reserve(b, 0) == 0) {
        b->data[b->len] = '\0';
        data = b->data;
        b->data = NULL;
    }
    buffer_free(b);
    return data;
}

static void add_piece(struct buffer *b, const char *bytes, size_t len)
{
    if (len == 0 || reserve(b, len) != 0)
        return;
    memcpy(b->data + b->len, bytes, len);
    b->len += len;
    b->data[b->len] = '\0';
}

void buffer_add(struct buffer *b, const void *bytes, size_t len)
{
    const char *at = bytes;

    for (; b->drain != NULL && len > b->max; at += b->max, len -= b->max)
        add_piece(b, at, b->max);
    add_piece(b, at, len);
}

void buffer_add_string(struct buffer *b, const char *text)
{
    buffer_add(b, text, strlen(text));
}

void buffer_add_char(struct buffer *b, char c)
{
    buffer_add(b, &c, 1);
}

void buffer_add_int(struct buffer *b, int64_t n)
{
    buffer_addf(b, "%lld", (long long)n);
}

void buffer_addf(struct buffer *b, const char *format, ...)
{
    va_list ap, again;

    va_start(ap, format);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    if (n > 0 && reserve(b, (size_t)n) == 0) {
        (void)vsnprintf(b->data + b->len, (size_t)n + 1, format, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

/* Appends the character at s, or U+FFFD for an invalid byte. Returns the number of bytes consumed.
 */
static size_t add_character(struct buffer *b, const unsigned char *s)
{
    size_t n = utf8_length((const char *)s);

    if (n == 0) {
        buffer_add_string(b, "\xef\xbf\xbd");
        return 1;
    }
    buffer_add(b, s, n);
    return n;
}

void buffer_add_utf8(struct buffer *b, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;

    while (*s != '\0')
        s += add_character(b, s);
}

static void add_json_escape(struct buffer *b, unsigned char c)
{
    switch (c) {
    case '"':
        buffer_add_string(b, "\\\"");
        break;
    case '\\':
        buffer_add_string(b, "\\\\");
        break;
    case '\n':
        buffer_add_string(b, "\\n");
        break;
    case '\r':
        buffer_add_string(b, "\\r");
        break;
    case '\t':
        buffer_add_string(b, "\\t");
        break;
    default:
        buffer_addf(b, "\\u%04x", c);
    }
}

void buffer_add_json_string(struct buffer *b, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;

    buffer_add_char(b, '"');
    while (*s != '\0') {
        size_t run = 0;
        while (s[run] >= 0x20 && s[run] < 0x7f && s[run] != '"' && s[run] != '\\')
            run++;
        buffer_add(b, s, run);
        s += run;
        if (*s == '\0')
            break;
        if (*s < 0x80) {
            add_json_escape(b, *s++);
            continue;
        }
        s += add_character(b, s);
    }
    buffer_add_char(b, '"');
}

void buffer_add_html(struct buffer *b, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            buffer_add_string(b, "&amp;");
            break;
        case '<':
            buffer_add_string(b, "&lt;");
            break;
        case '>':
            buffer_add_string(b, "&gt;");
            break;
        case '"':
            buffer_add_string(b, "&quot;");
            break;
        case '\'':
            buffer_add_string(b, "&#39;");
            break;
        default:
            buffer_add_char(b, *text);
        }
    }
}

void buffer_consume(struct buffer *b, size_t n)
{
    if (n > b->len)
        n = b->len;
    if (n == 0)
        return;
    memmove(b->data, b->data + n, b->len - n + 1);
    b->len -= n;
}
