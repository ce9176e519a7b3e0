/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes the parameters of Content-Disposition and Content-Type, and the safe form of the names
 * found: results are valid UTF-8 within their maximum length, and the safe form obeys its rules.
 */
#include "fcgi/http/field_parameters.h"
#include "fcgi/form/multipart.h"
#include "base/filename.h"
#include "base/utf8.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Makes the bytes as the header parser passes them on: without CR, LF and NUL. */
static size_t as_value(const uint8_t *data, size_t size, char *value)
{
    size_t len = 0;

    for (size_t i = 0; i < size && len < VALUE_MAX - 1; i++)
        if (data[i] != '\r' && data[i] != '\n' && data[i] != '\0')
            value[len++] = (char)data[i];
    value[len] = '\0';
    return len;
}

static void check_safe(const char *name)
{
    char safe[FILENAME_SIZE], again[FILENAME_SIZE];

    filename_safe(name, safe);
    size_t len = strlen(safe);
    assert(len >= 1 && len <= FILENAME_MAX_BYTES && utf8_valid(safe, len));
    assert(safe[0] != '.' && strpbrk(safe, "/\\") == NULL);
    filename_safe(safe, again);
    assert(strcmp(safe, again) == 0);
}

static void check(int (*read)(const char *, size_t, struct buffer *), const char *value, size_t len)
{
    struct buffer b;

    buffer_init(&b, 3 * VALUE_MAX);
    if (read(value, len, &b) == 0) {
        assert(utf8_valid(buffer_text(&b), b.len) && b.len <= 3 * len);
        check_safe(buffer_text(&b));
    }
    buffer_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char value[VALUE_MAX], boundary[MULTIPART_BOUNDARY_SIZE];
    size_t len = as_value(data, size, value);
    struct buffer b;

    check(field_parameters_name, value, len);
    check(field_parameters_filename, value, len);
    check_safe(value);
    buffer_init(&b, VALUE_MAX);
    if (field_parameters_parameter(value, len, "boundary", &b) == 0)
        assert(b.len <= len);
    buffer_free(&b);
    if (multipart_boundary(value, boundary) == 0)
        assert(strlen(boundary) >= 1 && strlen(boundary) <= MULTIPART_BOUNDARY_MAX);
    return 0;
}
