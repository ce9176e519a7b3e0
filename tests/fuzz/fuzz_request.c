/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes the parsers of a request's line and fields: queries, percent-encoding, numbers, Accept,
 * Range, structured fields, and the redirect target of a form.
 */
#include "base/error.h"
#include "fcgi/http/accept_header.h"
#include "fcgi/http/structured_fields.h"
#include "fcgi/http/query.h"
#include "fcgi/download/range.h"
#include "fcgi/http/redirect.h"
#include "fcgi/http/request.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define OWN "https://own.example"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_query(const char *text, size_t len)
{
    char value[64];

    if (query_value(text, "a", value, sizeof value) == 0)
        assert(strlen(value) < sizeof value && strlen(value) <= len);
    if (query_decode_path(text, value, sizeof value) == 0)
        assert(strlen(value) <= len);
}

static void check_number(const char *text)
{
    int64_t n = -1;

    if (request_parse_number(text, &n) != 0)
        return;
    errno = 0;
    assert(n >= 0 && strtoll(text, NULL, 10) == n && errno == 0);
    assert(strspn(text, "0123456789") == strlen(text));
}

static void check_fields(const char *text)
{
    unsigned char bytes[64];
    int64_t n = 0;
    size_t len = 0;
    bool flag = false;

    (void)structured_fields_integer(text, &n);
    (void)structured_fields_boolean(text, &flag);
    (void)structured_fields_member_integer(text, "a", &n);
    if (structured_fields_member_bytes(text, "a", bytes, sizeof bytes, &len) == 0)
        assert(len <= sizeof bytes);
}

/* Accepts only paths on this site and its own origin, without a byte that could end the field. */
static void check_redirect(const char *text)
{
    const struct config config = {0};
    struct buffer out;

    buffer_init(&out, 8192);
    if (redirect_add(&config, OWN, text, &out) == 0) {
        const char *to = buffer_text(&out);
        assert((to[0] == '/' && to[1] != '/' && to[1] != '\\') ||
               (strncmp(to, OWN, strlen(OWN)) == 0 && strchr("/?#", to[strlen(OWN)]) != NULL));
        for (; *to != '\0'; to++)
            assert(*to > ' ' && *to < 0x7f && *to != '\\');
    }
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = strndup((const char *)data, size);

    if (text == NULL)
        return 0;
    size_t len = strlen(text);
    int html = accept_header_quality(text, "text/html");
    assert(html >= 0 && html <= 1000);
    check_query(text, len);
    check_number(text);
    check_fields(text);
    check_redirect(text);
    (void)range_parse(text, 1000);
    free(text);
    return 0;
}
