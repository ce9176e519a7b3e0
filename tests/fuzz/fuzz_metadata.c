/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes Upload-Metadata: every value is valid UTF-8 and no longer than the field, and parsing the
 * same field twice gives the same result.
 */
#include "fcgi/intake/tus_metadata.h"
#include "base/utf8.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text, size_t size)
{
    assert(text == NULL || (utf8_valid(text, strlen(text)) && strlen(text) <= 3 * size));
}

static int same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Random bytes cannot contain a valid key. */
static void check_mask(const char *field)
{
    static const struct secret secret = {.bytes = "0123456789abcdef", .len = 16};
    char *masked = NULL;

    assert(tus_metadata_mask(&secret, field, &masked) == 0 && same(masked, field));
    free(masked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tus_metadata first = {0}, second = {0};
    char *field = strndup((const char *)data, size);

    if (field == NULL)
        return 0;
    int verdict = tus_metadata_parse(field, &first);
    check_text(first.name, size);
    check_text(first.type, size);
    assert(tus_metadata_parse(field, &second) == verdict);
    if (verdict == 0)
        check_mask(field);
    assert(same(first.name, second.name) && same(first.type, second.type));
    tus_metadata_free(&first);
    tus_metadata_free(&second);
    free(field);
    return 0;
}
