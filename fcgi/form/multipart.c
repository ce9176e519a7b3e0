/* SPDX-License-Identifier: MIT */
/*
 * A delimiter is CR LF "--" BOUNDARY and the rest of its line. While reading data, memmem() finds
 * complete delimiters. The end of a piece that could begin a delimiter is held back without a copy,
 * because those bytes equal the beginning of the delimiter itself; if it is none, they are restored
 * from there. The only CR of a delimiter is its first byte, so no delimiter can begin inside
 * another.
 */
#include "fcgi/form/multipart.h"

#include "fcgi/form/multipart_headers.h"
#include "fcgi/http/field_parameters.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define DELIMITER_HEAD "\r\n--"
#define DELIMITER_HEAD_LEN 4
#define LINE_BREAK_LEN 2
#define PADDING_MAX 64 /* white space after a boundary: allowed by RFC 2046, unused */

enum place {
    AT_DATA,      /* in a part, or before the first one */
    AT_DELIMITER, /* `matched` bytes of the delimiter have been seen */
    AT_LINE_REST, /* all of it has been seen; the rest of its line decides */
    AT_HEADERS,
    AT_EPILOGUE /* behind the closing boundary */
};

struct multipart {
    const struct multipart_ops *ops;
    void *arg;
    size_t parts_left;
    enum place place;
    bool in_part;
    int err;
    size_t matched;
    size_t assumed; /* never received: a line begins without its CR LF */
    size_t rest_len;
    char rest[PADDING_MAX + 1]; /* the delimiter's line behind the boundary, so far */
    char delimiter[DELIMITER_HEAD_LEN + MULTIPART_BOUNDARY_SIZE];
    size_t delimiter_len;
    struct buffer headers;
};

/* RFC 2046 section 5.1.1, bchars. */
static bool boundary_valid(const char *boundary)
{
    static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "'()+_,-./:=? ";
    size_t len = strlen(boundary);

    return len >= 1 && len <= MULTIPART_BOUNDARY_MAX && strspn(boundary, allowed) == len &&
           boundary[len - 1] != ' ';
}

int multipart_boundary(const char *content_type, char boundary_out[MULTIPART_BOUNDARY_SIZE])
{
    struct buffer text;
    size_t len = strlen(content_type);
    int err = ERR_BAD_FORM;

    if (!field_parameters_is(content_type, len, "multipart/form-data"))
        return ERR_MEDIA_TYPE;
    buffer_init(&text, MULTIPART_BOUNDARY_MAX);
    if (field_parameters_parameter(content_type, len, "boundary", &text) == 0 &&
        boundary_valid(buffer_text(&text))) {
        memcpy(boundary_out, buffer_text(&text), text.len + 1);
        err = 0;
    }
    buffer_free(&text);
    return err;
}

/* Starts a line whose preceding CR LF does not belong to the data. */
static void begin_line(struct multipart *m)
{
    m->place = AT_DELIMITER;
    m->matched = m->assumed = LINE_BREAK_LEN;
}

int multipart_new(const char *boundary, const struct multipart_limits *limits,
                  const struct multipart_ops *ops, void *arg, struct multipart **out)
{
    struct multipart *m = calloc(1, sizeof *m);
    size_t len = strnlen(boundary, MULTIPART_BOUNDARY_MAX);

    if (m == NULL)
        return ERR_NOMEM;
    m->ops = ops;
    m->arg = arg;
    m->parts_left = limits->max_parts;
    memcpy(m->delimiter, DELIMITER_HEAD, DELIMITER_HEAD_LEN);
    memcpy(m->delimiter + DELIMITER_HEAD_LEN, boundary, len);
    m->delimiter_len = DELIMITER_HEAD_LEN + len;
    buffer_init(&m->headers, limits->max_header_bytes);
    begin_line(m);
    *out = m;
    return 0;
}

void multipart_free(struct multipart **m)
{
    if (*m == NULL)
        return;
    buffer_free(&(*m)->headers);
    free(*m);
    *m = NULL;
}

static int emit(struct multipart *m, const char *bytes, size_t len)
{
    return m->in_part && len > 0 ? m->ops->part_data(m->arg, bytes, len) : 0;
}

/* Passes on the held bytes of a delimiter that turned out to be data. */
static int give_back(struct multipart *m)
{
    int err = emit(m, m->delimiter + m->assumed, m->matched - m->assumed);

    m->matched = m->assumed = 0;
    m->place = AT_DATA;
    return err;
}

/* The number of leading bytes that cannot belong to a delimiter. */
static size_t plain_run(const struct multipart *m, const char *bytes, size_t len)
{
    const char *found = memmem(bytes, len, m->delimiter, m->delimiter_len);
    size_t window = len < m->delimiter_len ? len : m->delimiter_len - 1;

    if (found != NULL)
        return (size_t)(found - bytes);
    found = memrchr(bytes + len - window, '\r', window);
    if (found == NULL)
        return len;
    size_t tail = (size_t)(bytes + len - found);
    return memcmp(found, m->delimiter, tail) == 0 ? len - tail : len;
}

/* Each step below consumes bytes from the front (len > 0) and sets taken_out to their number. */

static int step_data(struct multipart *m, const char *bytes, size_t len, size_t *taken_out)
{
    size_t run = plain_run(m, bytes, len);

    *taken_out = run;
    if (run < len)
        m->place = AT_DELIMITER;
    return emit(m, bytes, run);
}

static int step_delimiter(struct multipart *m, const char *bytes, size_t len, size_t *taken_out)
{
    size_t n = 0;

    while (n < len && m->matched < m->delimiter_len && bytes[n] == m->delimiter[m->matched]) {
        m->matched++;
        n++;
    }
    *taken_out = n;
    if (m->matched == m->delimiter_len) {
        m->place = AT_LINE_REST;
        m->rest_len = 0;
        return 0;
    }
    return n < len ? give_back(m) : 0;
}

/* The delimiter is confirmed: ends the part and moves to next. */
static int end_part(struct multipart *m, enum place next)
{
    bool in_part = m->in_part;

    m->in_part = false;
    m->matched = m->assumed = 0;
    m->place = next;
    if (next == AT_HEADERS) {
        if (m->parts_left == 0)
            return ERR_TOO_MANY;
        m->parts_left--;
        buffer_reset(&m->headers);
    }
    return in_part ? m->ops->part_end(m->arg) : 0;
}

/* It was no delimiter. A CR among the held bytes may begin the real one. */
static int refuse_line(struct multipart *m)
{
    size_t held = m->rest_len;
    bool cr = held > 0 && m->rest[held - 1] == '\r';
    int err = give_back(m);

    if (err == 0)
        err = emit(m, m->rest, cr ? held - 1 : held);
    if (cr) {
        m->place = AT_DELIMITER;
        m->matched = 1;
    }
    return err;
}

/* Behind a boundary: "--", or white space and CR LF. Anything else makes it a longer line of data.
 */
static int step_line_rest(struct multipart *m, const char *bytes, size_t len, size_t *taken_out)
{
    char last = m->rest_len > 0 ? m->rest[m->rest_len - 1] : ' ';
    char c = bytes[0];

    (void)len;
    *taken_out = 1;
    if (last == '-' && c == '-')
        return end_part(m, AT_EPILOGUE);
    if (last == '\r' && c == '\n')
        return end_part(m, AT_HEADERS);
    bool fits = (last == ' ' || last == '\t') && m->rest_len < sizeof m->rest;
    if (fits && (c == ' ' || c == '\t' || c == '\r' || (c == '-' && m->rest_len == 0))) {
        m->rest[m->rest_len++] = c;
        return 0;
    }
    *taken_out = 0;
    return refuse_line(m);
}

/* Whether all fields are there: the last line is empty. */
static bool headers_complete(const struct buffer *b)
{
    return (b->len == 2 || (b->len > 2 && b->data[b->len - 3] == '\n')) &&
           memcmp(b->data + b->len - 2, "\r\n", 2) == 0;
}

static int step_headers(struct multipart *m, const char *bytes, size_t len, size_t *taken_out)
{
    const char *lf = memchr(bytes, '\n', len);
    int err;

    *taken_out = lf != NULL ? (size_t)(lf - bytes) + 1 : len;
    buffer_add(&m->headers, bytes, *taken_out);
    if (buffer_error(&m->headers) != 0)
        return buffer_error(&m->headers) == ERR_BOUND ? ERR_BAD_FORM : ERR_NOMEM;
    if (lf == NULL || m->headers.len < 2 || !headers_complete(&m->headers))
        return 0;

    struct multipart_fields fields;
    err = multipart_headers_parse(m->headers.data, m->headers.len, &fields);
    if (err == 0) {
        m->in_part = true;
        begin_line(m);
        err = m->ops->part_begin(m->arg, &fields.part);
    }
    multipart_headers_free(&fields);
    return err;
}

static int step_epilogue(struct multipart *m, const char *bytes, size_t len, size_t *taken_out)
{
    (void)m;
    (void)bytes;
    *taken_out = len;
    return 0;
}

int multipart_feed(struct multipart *m, const char *bytes, size_t len)
{
    static int (*const steps[])(struct multipart *, const char *, size_t, size_t *) = {
        [AT_DATA] = step_data,           [AT_DELIMITER] = step_delimiter,
        [AT_LINE_REST] = step_line_rest, [AT_HEADERS] = step_headers,
        [AT_EPILOGUE] = step_epilogue,
    };

    while (len > 0 && m->err == 0) {
        size_t taken = 0;
        m->err = steps[m->place](m, bytes, len, &taken);
        bytes += taken;
        len -= taken;
    }
    return m->err;
}

int multipart_finish(const struct multipart *m)
{
    if (m->err != 0)
        return m->err;
    return m->place == AT_EPILOGUE ? 0 : ERR_BAD_FORM;
}
