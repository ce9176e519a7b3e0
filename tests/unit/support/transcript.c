/* SPDX-License-Identifier: MIT */
/*
 * Records the parser's callbacks. Each piece lies in its own memory block, so that a sanitizer
 * detects every read outside it.
 */
#include "tests/unit/support/transcript.h"

#include "base/error.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX (1 << 20)

static int verdict(struct transcript *t)
{
    return ++t->calls == t->refuse_at ? ERR_NO_SPACE : 0;
}

static int on_begin(void *arg, const struct multipart_part *part)
{
    struct transcript *t = arg;

    t->parts++;
    buffer_addf(&t->text, "<%s|%s|%s>", part->name, part->filename ? part->filename : "-",
                part->type ? part->type : "-");
    return verdict(t);
}

static int on_data(void *arg, const char *bytes, size_t len)
{
    struct transcript *t = arg;

    assert(len > 0);
    t->runs++;
    buffer_add(&t->text, bytes, len);
    return verdict(t);
}

static int on_end(void *arg)
{
    struct transcript *t = arg;

    buffer_add_string(&t->text, "</>");
    return verdict(t);
}

static int feed(struct multipart *m, const char *bytes, size_t len)
{
    char *copy = malloc(len > 0 ? len : 1);

    memcpy(copy, bytes, len);
    int err = multipart_feed(m, copy, len);
    free(copy);
    return err;
}

int transcript_make(const char *boundary, const struct multipart_limits *limits, const char *body,
                    size_t len, size_t first, size_t piece, struct transcript *t)
{
    static const struct multipart_ops ops = {on_begin, on_data, on_end};
    struct multipart *m = NULL;
    int err;

    assert(piece > 0);
    buffer_init(&t->text, TEXT_MAX);
    err = multipart_new(boundary, limits, &ops, t, &m);
    for (size_t done = 0, n = first; err == 0 && done < len; done += n, n = piece) {
        n = n < len - done ? n : len - done;
        err = feed(m, body + done, n);
    }
    if (m != NULL)
        err = multipart_finish(m);
    buffer_add_string(&t->text, error_code(err));
    multipart_free(&m);
    return err;
}

void transcript_free(struct transcript *t)
{
    buffer_free(&t->text);
    *t = (struct transcript){0};
}
