/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes the multipart parser: for any bytes, other split points give the same parts, the same
 * contents and the same verdict. The first byte of the input selects the split points.
 */
#include "fcgi/form/multipart.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#define BOUNDARY "b"

/* A running hash of the callbacks' input: order and contents, but not the split points. */
struct trace {
    uint64_t hash;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add(struct trace *trace, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        trace->hash = (trace->hash ^ (unsigned char)bytes[i]) * 1099511628211U;
}

static void add_text(struct trace *trace, const char *text)
{
    if (text != NULL)
        add(trace, text, strlen(text) + 1);
    add(trace, "|", 1);
}

static int part_begin(void *arg, const struct multipart_part *part)
{
    add_text(arg, part->name);
    add_text(arg, part->filename);
    add_text(arg, part->type);
    return 0;
}

static int part_data(void *arg, const char *bytes, size_t len)
{
    assert(len > 0);
    add(arg, bytes, len);
    return 0;
}

static int part_end(void *arg)
{
    add(arg, "$", 1);
    return 0;
}

/* Feeds in pieces of step bytes; returns the verdict. */
static int parse(const char *bytes, size_t len, size_t step, struct trace *trace)
{
    static const struct multipart_ops ops = {part_begin, part_data, part_end};
    static const struct multipart_limits limits = {.max_header_bytes = 512, .max_parts = 8};
    struct multipart *parser = NULL;
    int rc = multipart_new(BOUNDARY, &limits, &ops, trace, &parser);

    for (size_t at = 0; rc == 0 && at < len; at += step)
        rc = multipart_feed(parser, bytes + at, len - at < step ? len - at : step);
    if (rc == 0)
        rc = multipart_finish(parser);
    multipart_free(&parser);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct trace whole = {0}, cut = {0};
    int verdict;

    if (size < 2)
        return 0;
    verdict = parse((const char *)data + 1, size - 1, size, &whole);
    assert(parse((const char *)data + 1, size - 1, data[0] % 32U + 1U, &cut) == verdict);
    assert(verdict != 0 || whole.hash == cut.hash);
    return 0;
}
