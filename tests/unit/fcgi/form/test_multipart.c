/* SPDX-License-Identifier: MIT */
/*
 * Tests the multipart parser. A body has the same meaning wherever it is cut: at every position,
 * byte by byte, and with random damage.
 */
#include "tests/unit/support/transcript.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#define CRLF "\r\n"
#define FIELD(name) "Content-Disposition: form-data; name=\"" name "\"" CRLF
#define FILE_PART(name, file)                                                                      \
    "Content-Disposition: form-data; name=\"" name "\"; filename=\"" file "\"" CRLF
#define MUTATIONS 100000
#define BODY_MAX 4096

static const struct multipart_limits limits = {.max_header_bytes = 8192, .max_parts = 10};

/* A body with boundary "b0", and its expected transcript. */
struct row {
    const char *body;
    const char *text;
};

static const struct row rows[] = {
    {"--b0" CRLF FIELD("t") CRLF "hello" CRLF "--b0--" CRLF, "<t|-|->hello</>ok"},
    {"--b0" CRLF FIELD("t") CRLF "hello" CRLF "--b0--", "<t|-|->hello</>ok"},
    {"--b0" CRLF FILE_PART("f", "a.txt") "Content-Type: text/plain" CRLF CRLF "one" CRLF
                                         "two" CRLF CRLF "--b0" CRLF FIELD("g") CRLF CRLF
     "--b0--" CRLF,
     "<f|a.txt|text/plain>one\r\ntwo\r\n</><g|-|-></>ok"},
    /* No part, no file, no bytes. */
    {"--b0--" CRLF, "ok"},
    {"--b0" CRLF FILE_PART("f", "") CRLF CRLF "--b0--", "<f||-></>ok"},
    {"--b0" CRLF FIELD("t") CRLF "--b0--", "<t|-|-></>ok"},
    /* Preamble and epilogue. */
    {"This is not for you" CRLF "--b" CRLF "--b0 \t" CRLF FIELD("t") CRLF "x" CRLF "--b0--ep" CRLF
                                                                          "--b0" CRLF "ilogue",
     "<t|-|->x</>ok"},
    {CRLF "--b0" CRLF FIELD("t") CRLF "x" CRLF "--b0--", "<t|-|->x</>ok"},
    /* Look-alikes. */
    {"--b0" CRLF FIELD("t") CRLF "a" CRLF "--b0x" CRLF "--b" CRLF "-" CRLF CRLF "--c0" CRLF
                                 "--b0-" CRLF "--b0 x\r\r\n--b0\rz" CRLF "--b0\r" CRLF "--b0--",
     "<t|-|->a\r\n--b0x\r\n--b\r\n-\r\n\r\n--c0\r\n--b0-\r\n--b0 x\r\r\n--b0\rz\r\n--b0\r</>ok"},
    {"--b0" CRLF FIELD("t") CRLF "--b0x" CRLF "--b0\r" CRLF "--b0--",
     "<t|-|->--b0x\r\n--b0\r</>ok"},
    {"--b0" CRLF FIELD("t") CRLF "a\n--b0\r--b0 --b0--" CRLF "--b0--",
     "<t|-|->a\n--b0\r--b0 --b0--</>ok"},
    {"--b0" CRLF FIELD("t") CRLF "\r\r\n\n\r" CRLF "--b0--", "<t|-|->\r\r\n\n\r</>ok"},
    {"--b0x" CRLF "--b0" CRLF FIELD("t") CRLF CRLF "--b0--", "<t|-|-></>ok"},
    /* Fields. */
    {"--b0" CRLF "content-disposition:form-data;" CRLF " name=t" CRLF "X-Other : y" CRLF
     "Content-Transfer-Encoding: binary" CRLF "Content-Type:  a/b ; c=d " CRLF CRLF CRLF "--b0--",
     "<t|-|a/b ; c=d></>ok"},
    {"--b0" CRLF FIELD("t") "Content-Type: caf\xe9" CRLF CRLF CRLF "--b0--", "<t|-|-></>ok"},
    /* Broken. */
    {"", "bad_form"},
    {"nothing", "bad_form"},
    {"--b0" CRLF, "bad_form"},
    {"--b0" CRLF FIELD("t"), "bad_form"},
    {"--b0" CRLF FIELD("t") CRLF "cut", "<t|-|->cutbad_form"},
    {"--b0" CRLF FIELD("t") CRLF "whole" CRLF "--b0" CRLF, "<t|-|->whole</>bad_form"},
    {"--b0" CRLF FIELD("t") CRLF "held" CRLF "--b0-", "<t|-|->heldbad_form"},
    {"--b0" CRLF CRLF "x" CRLF "--b0--", "bad_form"},
    {"--b0" CRLF "Content-Disposition: form-data" CRLF CRLF "x" CRLF "--b0--", "bad_form"},
    {"--b0" CRLF "Content-Disposition: attachment; name=t" CRLF CRLF "x" CRLF "--b0--", "bad_form"},
    {"--b0" CRLF "Content-Type: text/plain" CRLF CRLF "x" CRLF "--b0--", "bad_form"},
    {"--b0" CRLF FIELD("t") FIELD("u") CRLF "x" CRLF "--b0--", "bad_form"},
    {"--b0" CRLF "no colon" CRLF FIELD("t") CRLF "x" CRLF "--b0--", "bad_form"},
    {"--b0" CRLF ": x" CRLF FIELD("t") CRLF "x" CRLF "--b0--", "bad_form"},
    {"--b0" CRLF "X: \n" FIELD("t") CRLF "x" CRLF "--b0--", "bad_form"},
    {"--b0" CRLF FIELD("t") "Content-Transfer-Encoding: base64" CRLF CRLF "x" CRLF "--b0--",
     "bad_form"},
};

static void check(const char *body, size_t len, size_t first, size_t piece, const char *text)
{
    struct transcript t = {0};

    transcript_make("b0", &limits, body, len, first, piece, &t);
    assert_string_equal(buffer_text(&t.text), text);
    transcript_free(&t);
}

static void test_meaning(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(rows[i].body, strlen(rows[i].body), BODY_MAX, BODY_MAX, rows[i].text);
}

static void test_every_split(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t len = strlen(rows[i].body);
        check(rows[i].body, len, 1, 1, rows[i].text);
        for (size_t cut = 0; cut <= len; cut++)
            check(rows[i].body, len, cut, BODY_MAX, rows[i].text);
    }
}

/* When a callback refuses, the parser stops there and repeats the error for ever. */
static void test_refusal_is_final(void **state)
{
    const char *body = rows[2].body;
    struct transcript t = {0};

    (void)state;
    for (int at = 1; at <= 5; at++) {
        t.refuse_at = at;
        assert_int_equal(transcript_make("b0", &limits, body, strlen(body), 7, 7, &t),
                         ERR_NO_SPACE);
        assert_int_equal(t.calls, at);
        transcript_free(&t);
    }
}

/* A body of one part with len bytes of content. */
static size_t big_body(char *body, size_t size, const char *content, size_t len)
{
    int head = snprintf(body, size, "--b0" CRLF FILE_PART("f", "x") CRLF);

    memcpy(body + head, content, len);
    int end = snprintf(body + (size_t)head + len, size - (size_t)head - len, CRLF "--b0--");
    return (size_t)head + len + (size_t)end;
}

static void test_large_runs(void **state)
{
    static char content[1 << 16], body[(1 << 16) + 256];
    struct transcript t = {0};
    size_t len;

    (void)state;
    for (size_t i = 0; i < sizeof content; i++)
        content[i] = "\r\n-line-"[i % 8];
    len = big_body(body, sizeof body, content, sizeof content);
    assert_int_equal(transcript_make("b0", &limits, body, len, len, len, &t), 0);
    assert_int_equal(t.runs, 1);
    transcript_free(&t);
    assert_int_equal(transcript_make("b0", &limits, body, len, 4096, 4096, &t), 0);
    assert_true(t.runs <= 2 * (len / 4096 + 1));
    transcript_free(&t);
}

static void test_zero_bytes(void **state)
{
    static const char content[] = "a\0b\r\n--\0";
    char body[256];
    struct transcript t = {0};
    size_t len = big_body(body, sizeof body, content, sizeof content);

    (void)state;
    assert_int_equal(transcript_make("b0", &limits, body, len, 1, 1, &t), 0);
    assert_memory_equal(t.text.data, "<f|x|->a\0b\r\n--\0\0</>ok", t.text.len);
    transcript_free(&t);
}

static int header_of(size_t header_bytes, size_t max, size_t piece)
{
    const struct multipart_limits tight = {.max_header_bytes = max, .max_parts = 1};
    struct transcript t = {0};
    char body[2048], fill[1024] = "";

    memset(fill, 'x', sizeof fill - 1);
    fill[header_bytes - strlen(FIELD("t") "X: " CRLF CRLF)] = '\0';
    int len =
        snprintf(body, sizeof body, "--b0" CRLF FIELD("t") "X: %s" CRLF CRLF CRLF "--b0--", fill);
    int err = transcript_make("b0", &tight, body, (size_t)len, piece, piece, &t);
    transcript_free(&t);
    return err;
}

static void test_limits(void **state)
{
    const struct multipart_limits one = {.max_header_bytes = 100, .max_parts = 1};
    struct transcript t = {0};
    const char *body = rows[2].body;

    (void)state;
    for (size_t piece = 1; piece < 300; piece += 7) {
        assert_int_equal(header_of(200, 200, piece), 0);
        assert_int_equal(header_of(201, 200, piece), ERR_BAD_FORM);
        assert_int_equal(header_of(900, 200, piece), ERR_BAD_FORM);
    }
    assert_int_equal(transcript_make("b0", &one, body, strlen(body), 9, 9, &t), ERR_TOO_MANY);
    assert_int_equal(t.parts, 1);
    transcript_free(&t);
}

static void test_longest_boundary(void **state)
{
    char boundary[MULTIPART_BOUNDARY_SIZE], body[512];
    struct transcript t = {0};

    (void)state;
    memset(boundary, '-', MULTIPART_BOUNDARY_MAX);
    boundary[MULTIPART_BOUNDARY_MAX] = '\0';
    int len = snprintf(body, sizeof body, "--%s" CRLF FIELD("t") CRLF "x" CRLF "-%s" CRLF "--%s--",
                       boundary, boundary, boundary);
    for (size_t piece = 1; piece <= (size_t)len; piece++) {
        assert_int_equal(transcript_make(boundary, &limits, body, (size_t)len, piece, piece, &t),
                         0);
        assert_int_equal(t.parts, 1);
        assert_non_null(strstr(buffer_text(&t.text), "x\r\n---"));
        transcript_free(&t);
    }
}

static void test_boundary_of_content_type(void **state)
{
    static const struct {
        const char *type, *boundary;
        int err;
    } types[] = {
        {"multipart/form-data; boundary=----WebKitFormBoundary7MA4", "----WebKitFormBoundary7MA4",
         0},
        {"Multipart/Form-Data;boundary=\"a b:c\"", "a b:c", 0},
        {"multipart/form-data; charset=utf-8; boundary=x", "x", 0},
        {"multipart/form-data", NULL, ERR_BAD_FORM},
        {"multipart/form-data; boundary=", NULL, ERR_BAD_FORM},
        {"multipart/form-data; boundary=\"a \"", NULL, ERR_BAD_FORM},
        {"multipart/form-data; boundary=\"a\tb\"", NULL, ERR_BAD_FORM},
        {"multipart/form-data; boundary=a\xc3\xa9", NULL, ERR_BAD_FORM},
        {"multipart/mixed; boundary=x", NULL, ERR_MEDIA_TYPE},
        {"", NULL, ERR_MEDIA_TYPE},
    };
    char boundary[MULTIPART_BOUNDARY_SIZE], type[256];

    (void)state;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        assert_int_equal(multipart_boundary(types[i].type, boundary), types[i].err);
        if (types[i].err == 0)
            assert_string_equal(boundary, types[i].boundary);
    }
    for (int len = 69; len <= 71; len++) {
        snprintf(type, sizeof type, "multipart/form-data; boundary=%0*d", len, 0);
        assert_int_equal(multipart_boundary(type, boundary), len <= 70 ? 0 : ERR_BAD_FORM);
    }
}

static unsigned seed(void)
{
    const char *given = getenv("LOADLINE_SEED");
    return given != NULL ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
}

static size_t below(unsigned *random, size_t n)
{
    return (size_t)rand_r(random) % n;
}

/* Overwrites, drops or duplicates a few bytes, often significant ones. */
static size_t mutate(unsigned *random, char *body, size_t len)
{
    static const char telling[] = "\r\n-b0: ;\"\\=%\0\xff";

    for (size_t n = 1 + below(random, 4); n > 0 && len > 1; n--) {
        size_t at = below(random, len), count = 1 + below(random, 8);
        switch (below(random, 3)) {
        case 0:
            body[at] = telling[below(random, sizeof telling - 1)];
            break;
        case 1:
            count = count < len - at ? count : len - at;
            memmove(body + at, body + at + count, len - at - count);
            len -= count;
            break;
        default:
            count = count < len - at ? count : len - at;
            memmove(body + at + count, body + at, len - at);
            len += count;
        }
    }
    return len;
}

static void test_mutated_bodies(void **state)
{
    unsigned random = seed();

    (void)state;
    fprintf(stderr, "# seed %u (LOADLINE_SEED)\n", random);
    for (int i = 0; i < MUTATIONS; i++) {
        const struct row *row = &rows[below(&random, sizeof rows / sizeof *rows)];
        struct transcript whole = {0}, cut = {0};
        char body[BODY_MAX];
        size_t len = strlen(row->body);
        memcpy(body, row->body, len + 1);
        len = mutate(&random, body, len);
        int err = transcript_make("b0", &limits, body, len, len + 1, len + 1, &whole);
        size_t first = below(&random, len + 1), piece = 1 + below(&random, 9);
        assert_int_equal(transcript_make("b0", &limits, body, len, first, piece, &cut), err);
        assert_int_equal(cut.text.len, whole.text.len);
        assert_memory_equal(cut.text.data, whole.text.data, whole.text.len);
        transcript_free(&whole);
        transcript_free(&cut);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_meaning),          cmocka_unit_test(test_every_split),
        cmocka_unit_test(test_refusal_is_final), cmocka_unit_test(test_large_runs),
        cmocka_unit_test(test_zero_bytes),       cmocka_unit_test(test_limits),
        cmocka_unit_test(test_longest_boundary), cmocka_unit_test(test_boundary_of_content_type),
        cmocka_unit_test(test_mutated_bodies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
