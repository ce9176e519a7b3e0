/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes the fields by which uploaders describe a chunk: whatever is accepted lies within its file,
 * and the last chunk ends it.
 */
#include "fcgi/uploaders/chunk.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Finds the value of a field in lines "name=value" that end with a zero byte each. */
struct lines {
    const char *text;
    size_t len;
};

static const char *find(void *arg, const char *name)
{
    const struct lines *l = arg;
    size_t n = strlen(name);

    for (const char *at = l->text; at < l->text + l->len; at += strlen(at) + 1)
        if (strncmp(at, name, n) == 0 && at[n] == '=')
            return at + n + 1;
    return NULL;
}

static void check(const struct chunk *c)
{
    assert(c->offset >= -1 && c->length >= -1 && c->total >= -1);
    assert(c->index == -1 || c->count == -1 || (c->index >= 0 && c->index < c->count));
    if (c->total >= 0 && c->offset >= 0) {
        assert(c->offset <= c->total);
        if (c->length >= 0) {
            assert(c->length <= c->total - c->offset);
            assert(c->is_last == (c->offset + c->length == c->total));
        }
    }
    assert(!c->is_first || c->offset <= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    struct chunk c;

    assert(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    if (chunk_parse_range(text, &c) == NULL) {
        check(&c);
        assert(c.length > 0);
    }
    for (char *at = text; (at = strchr(at, '\n')) != NULL;)
        *at = '\0';
    struct lines lines = {text, size};
    const struct chunk_fields fields = {find, &lines};
    for (int d = 0; d < DIALECTS; d++)
        if (d != DIALECT_FILEPOND &&
            chunk_parse(dialect_of((enum dialect_id)d), &fields, &c) == NULL)
            check(&c);
    free(text);
    return 0;
}
