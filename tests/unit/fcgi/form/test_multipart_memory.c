/* SPDX-License-Identifier: MIT */
/*
 * Tests that the multipart parser handles endless bodies in bounded memory: parts of one byte,
 * header lines up to the limit and beyond, preambles, in pieces of every length. 100 MB of each; 10
 * GB with LOADLINE_FULL.
 */
#include "fcgi/form/multipart.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define CRLF "\r\n"
#define GROWTH_MAX (2L << 20) /* allowed growth of resident memory, in bytes */
#define SHORT_BYTES (INT64_C(100) * 1000 * 1000)
#define FULL_BYTES (INT64_C(10) * 1000 * 1000 * 1000)
#define PIECE_MAX 16384
#define HEADER_MAX 8192

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define IS_SANITIZED 1 /* freed memory stays resident for a while, and everything is slow */
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED 0
#endif

static const struct multipart_limits limits = {.max_header_bytes = HEADER_MAX,
                                               .max_parts = SIZE_MAX};

static int count_part(void *arg, const struct multipart_part *part)
{
    (void)part;
    ++*(int64_t *)arg;
    return 0;
}

static int take_data(void *arg, const char *bytes, size_t len)
{
    (void)arg;
    (void)bytes;
    (void)len;
    return 0;
}

static int end_part(void *arg)
{
    (void)arg;
    return 0;
}

static long resident_bytes(void)
{
    char line[128];
    FILE *f = fopen("/proc/self/statm", "re");

    assert_non_null(f);
    assert_non_null(fgets(line, sizeof line, f));
    (void)fclose(f);
    char *second = strchr(line, ' ');
    assert_non_null(second);
    return strtol(second, NULL, 10) * sysconf(_SC_PAGESIZE);
}

static int64_t volume(void)
{
    if (IS_SANITIZED)
        return SHORT_BYTES / 20;
    return getenv("LOADLINE_FULL") != NULL ? FULL_BYTES : SHORT_BYTES;
}

/* Repeats a unit, in pieces whose lengths shift along it. */
struct stream {
    char body[2 * PIECE_MAX + HEADER_MAX];
    size_t filled, at, piece;
};

static void stream_begin(struct stream *s, const char *unit)
{
    size_t len = strlen(unit);

    s->filled = s->at = s->piece = 0;
    for (; s->filled + len <= sizeof s->body; s->filled += len)
        memcpy(s->body + s->filled, unit, len);
}

/* Feeds at least total bytes. Returns the last result. */
static int feed(struct multipart *m, struct stream *s, int64_t total)
{
    int err = 0;

    for (int64_t fed = 0; fed < total; fed += (int64_t)s->piece) {
        if (++s->piece > PIECE_MAX)
            s->piece = 1;
        if (s->piece > s->filled - s->at)
            s->piece = s->filled - s->at;
        err = multipart_feed(m, s->body + s->at, s->piece);
        s->at = (s->at + s->piece) % s->filled;
    }
    return err;
}

static void check(const char *start, const char *unit, int verdict, bool has_parts)
{
    static const struct multipart_ops ops = {count_part, take_data, end_part};
    struct multipart *m = NULL;
    static struct stream stream;
    int64_t parts = 0;

    assert_int_equal(multipart_new("b0", &limits, &ops, &parts, &m), 0);
    (void)multipart_feed(m, start, strlen(start));
    stream_begin(&stream, unit);
    (void)feed(m, &stream, PIECE_MAX * INT64_C(64)); /* touches all memory once */
    long before = resident_bytes();
    assert_int_equal(feed(m, &stream, volume()), verdict);
    long growth = resident_bytes() - before;
    if (!IS_SANITIZED)
        assert_true(growth < GROWTH_MAX);
    assert_int_equal(parts > 100, has_parts);
    multipart_free(&m);
}

static void test_parts_of_one_byte(void **state)
{
    (void)state;
    check("", "--b0" CRLF "Content-Disposition: form-data; name=a; filename=b" CRLF CRLF "x" CRLF,
          0, true);
}

static void test_long_headers(void **state)
{
    static char unit[HEADER_MAX];
    size_t at = 0;

    (void)state;
    at += (size_t)snprintf(unit, sizeof unit,
                           "--b0" CRLF "Content-Disposition: form-data; name=a" CRLF);
    while (at + 128 < sizeof unit)
        at += (size_t)snprintf(unit + at, sizeof unit - at, "X-%d: %060d" CRLF, (int)at, 0);
    (void)snprintf(unit + at, sizeof unit - at, CRLF CRLF);
    check("", unit, 0, true);
}

static void test_header_without_end(void **state)
{
    (void)state;
    check("--b0" CRLF, "X: y" CRLF, ERR_BAD_FORM, false);
    check("--b0" CRLF "X: ", "yyyyyyyy", ERR_BAD_FORM, false);
    check("--b0" CRLF "Content-Disposition: form-data; name=\"", "\\\"", ERR_BAD_FORM, false);
}

static void test_no_boundary_ever(void **state)
{
    (void)state;
    check("", "--b" CRLF "-\r\r\n--", 0, false);
    check("--b0", " \t", 0, false);
    check("--b0" CRLF "Content-Disposition: form-data; name=a" CRLF CRLF, CRLF "--b" CRLF "--b1", 0,
          false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_of_one_byte),
        cmocka_unit_test(test_long_headers),
        cmocka_unit_test(test_header_without_end),
        cmocka_unit_test(test_no_boundary_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
