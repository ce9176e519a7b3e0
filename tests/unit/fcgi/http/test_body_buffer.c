/* SPDX-License-Identifier: MIT */
/*
 * Tests bodies cut at every position: each byte is returned once, in order, in whole pages.
 */
#include "fcgi/http/body_buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PAGE BODY_BUFFER_PAGE_BYTES
#define STRETCH BODY_BUFFER_BYTES
#define BODY_BYTES (2 * STRETCH + 5)

static char body[BODY_BYTES]; /* bytes that encode their position */

static int make_body(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof body; i++)
        body[i] = (char)(i ^ (i >> 8) ^ (i >> 16));
    return 0;
}

/* Reads once and compares the bytes with the body at `at`. Returns their number. */
static size_t take(struct body_buffer *b, size_t at)
{
    const char *bytes;
    size_t n = body_buffer_read(b, &bytes);

    assert_true(n <= STRETCH - at % STRETCH);
    if (n > 0)
        assert_memory_equal(bytes, body + at, n);
    body_buffer_drop_given(b);
    return n;
}

/* Adds the bytes between two positions of the body and reads whenever the buffer is full. Returns
 * how much of the body has been read. */
static size_t bring(struct body_buffer *b, size_t from, size_t to, size_t read)
{
    while (from < to) {
        from += body_buffer_add(b, body + from, to - from);
        if (from < to)
            read += take(b, read);
    }
    return read;
}

/* Adds the body up to `whole` in two parts and reads after each. */
static void cut_once(size_t start, size_t cut, size_t whole)
{
    struct body_buffer b = {.offset = (int64_t)start};

    body_buffer_allocate(&b);
    size_t read = bring(&b, start, cut, start);
    read += take(&b, read);
    assert_true(read == cut || read % PAGE == 0);
    read = bring(&b, cut, whole, read);
    read += take(&b, read);
    assert_true(read == whole || read % PAGE == 0);
    read += take(&b, read); /* nothing was added: returns the rest too */
    assert_int_equal(read, whole);
    assert_int_equal(b.len, 0);
    assert_int_equal(b.offset, whole);
    body_buffer_free(&b);
}

static void test_cut_at_every_position(void **state)
{
    (void)state;
    for (size_t cut = 0; cut <= 2 * PAGE + 2; cut++)
        cut_once(0, cut, 2 * PAGE + 2);
}

static void test_begun_at_every_position(void **state)
{
    (void)state;
    for (size_t start = 0; start <= PAGE + 1; start++)
        cut_once(start, start + 3, 2 * PAGE + 2);
}

static void test_cut_around_the_end_of_a_stretch(void **state)
{
    (void)state;
    for (size_t cut = STRETCH - 130; cut <= STRETCH + 130; cut++)
        cut_once(0, cut, BODY_BYTES);
    for (size_t cut = STRETCH - PAGE - 5; cut <= STRETCH - PAGE + 5; cut++)
        cut_once(STRETCH / 2 + 1, cut, BODY_BYTES);
}

/* Adds pieces of one size and reads after each. */
static void test_pieces_of_every_size(void **state)
{
    (void)state;
    for (size_t size = 1; size <= 2 * PAGE + 1; size += size < 80 ? 1 : 79) {
        struct body_buffer b = {0};
        size_t at = 0, read = 0;

        body_buffer_allocate(&b);
        while (at < 5 * PAGE) {
            read = bring(&b, at, at + size, read);
            at += size;
            read += take(&b, read);
        }
        while (read < at)
            read += take(&b, read);
        assert_int_equal(b.len, 0);
        body_buffer_free(&b);
    }
}

static void test_a_rest_waits_for_one_read_only(void **state)
{
    struct body_buffer b = {0};

    (void)state;
    body_buffer_allocate(&b);
    (void)body_buffer_add(&b, body, PAGE + 10);
    assert_int_equal(take(&b, 0), PAGE);
    assert_int_equal(b.len, 10);
    (void)body_buffer_add(&b, body + PAGE + 10, 20);
    assert_int_equal(take(&b, PAGE), 30); /* less than a page: everything */
    (void)body_buffer_add(&b, body + PAGE + 30, PAGE);
    assert_int_equal(take(&b, PAGE + 30), PAGE - 30);
    assert_int_equal(take(&b, 2 * (size_t)PAGE), 30);
    assert_int_equal(take(&b, 2 * (size_t)PAGE + 30), 0);
    body_buffer_free(&b);
}

/* Skipped bytes shift the page boundaries and the end of a read. */
static void test_skipped_bytes_count(void **state)
{
    struct body_buffer b = {0};

    (void)state;
    body_buffer_allocate(&b);
    body_buffer_skip(&b, 100);
    assert_int_equal(body_buffer_room(&b), STRETCH - 100);
    (void)body_buffer_add(&b, body + 100, PAGE);
    assert_int_equal(take(&b, 100), PAGE - 100);
    assert_int_equal(take(&b, PAGE), 100);
    body_buffer_skip(&b, STRETCH - PAGE - 100 - 1);
    assert_int_equal(body_buffer_add(&b, body + STRETCH - 1, 5), 1);
    assert_int_equal(take(&b, STRETCH - 1), 1);
    assert_int_equal(body_buffer_room(&b), STRETCH);
    body_buffer_free(&b);
}

/* After bytes that are none of the file's, reads end at page boundaries of the file. */
static void test_reads_are_aligned_to_the_file(void **state)
{
    static const size_t heads[] = {1, 100, PAGE - 1, PAGE, PAGE + 1, STRETCH - 11};

    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        struct body_buffer b = {0};
        const char *bytes;
        size_t at = 0;

        body_buffer_allocate(&b);
        (void)body_buffer_add(&b, body, heads[i] + 10);
        while (at < heads[i] + 10 && b.len > 0) {
            at += body_buffer_read(&b, &bytes);
            body_buffer_align(&b, (int64_t)at - (int64_t)heads[i] + (int64_t)STRETCH);
            body_buffer_drop_given(&b);
        }
        assert_int_equal(at, heads[i] + 10);
        assert_int_equal(body_buffer_room(&b), STRETCH - 10);
        (void)body_buffer_add(&b, body + at, PAGE);
        assert_int_equal(body_buffer_read(&b, &bytes), PAGE - 10);
        assert_memory_equal(bytes, body + at, PAGE - 10);
        body_buffer_free(&b);
    }
}

/* Bytes left from before the alignment are never more than may be read. */
static void test_an_alignment_keeps_what_is_left(void **state)
{
    struct body_buffer b = {0};
    const char *bytes;

    (void)state;
    body_buffer_allocate(&b);
    (void)body_buffer_add(&b, body, PAGE + 10);
    assert_int_equal(body_buffer_read(&b, &bytes), PAGE);
    body_buffer_align(&b, (int64_t)STRETCH - 3); /* 10 bytes are left, 3 up to the boundary */
    body_buffer_drop_given(&b);
    assert_int_equal(body_buffer_room(&b), 0);
    assert_int_equal(body_buffer_read(&b, &bytes), 10);
    assert_memory_equal(bytes, body + PAGE, 10);
    body_buffer_drop_given(&b);
    assert_int_equal(body_buffer_room(&b), STRETCH - 7);
    body_buffer_free(&b);
}

static void test_without_memory_it_takes_nothing(void **state)
{
    struct body_buffer b = {0};
    const char *bytes;

    (void)state;
    assert_int_equal(body_buffer_room(&b), 0);
    assert_int_equal(body_buffer_add(&b, body, 10), 0);
    assert_int_equal(body_buffer_read(&b, &bytes), 0);
    body_buffer_drop_given(&b);
    body_buffer_skip(&b, 10);
    assert_int_equal(b.offset, 10);
    body_buffer_free(&b);
    assert_int_equal(b.offset, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_at_every_position),
        cmocka_unit_test(test_begun_at_every_position),
        cmocka_unit_test(test_cut_around_the_end_of_a_stretch),
        cmocka_unit_test(test_pieces_of_every_size),
        cmocka_unit_test(test_a_rest_waits_for_one_read_only),
        cmocka_unit_test(test_skipped_bytes_count),
        cmocka_unit_test(test_reads_are_aligned_to_the_file),
        cmocka_unit_test(test_an_alignment_keeps_what_is_left),
        cmocka_unit_test(test_without_memory_it_takes_nothing),
    };
    return cmocka_run_group_tests_name("body buffer", tests, make_body, NULL);
}
