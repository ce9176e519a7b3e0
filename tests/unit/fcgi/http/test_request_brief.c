/* SPDX-License-Identifier: MIT */
/*
 * Tests that a brief body is taken when all of it is here, and is otherwise left as it was.
 */
#include "fcgi/http/request.h"

#include "base/error.h"
#include "tests/unit/support/front_end.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define MAX_BYTES 65536

/* Begins a request that announces a body and of which the body's first `there` bytes have arrived,
 * in one record or several, and the end if it was closed. */
static struct request *begin_brief(int fd, const char *length, size_t there, bool closed)
{
    struct wire w;
    struct request *r;

    assert_int_equal(request_new(&r), 0);
    wire_add_head(&w, length);
    wire_add_body(&w, 0, there);
    if (closed)
        wire_add(&w, FRONT_STDIN, NULL, 0);
    wire_send(fd, &w);
    assert_true(request_begin(r, front_accept()));
    return r;
}

static void assert_taken(const char *length, size_t size)
{
    char *taken;
    size_t len;
    const char *bytes;
    int fd = front_connect();
    struct request *r = begin_brief(fd, length, size, true);

    assert_int_equal(request_take_brief(r, MAX_BYTES, &taken, &len), 0);
    assert_non_null(taken);
    assert_int_equal(len, size);
    assert_memory_equal(taken, front_body, size);
    assert_int_equal(request_read(r, &bytes), 0);
    free(taken);
    front_end(r);
    close(fd);
}

static void test_a_body_that_is_here_is_taken(void **state)
{
    (void)state;
    assert_taken("1", 1);
    assert_taken("100", 100);
    assert_taken("7999", 7999);
}

/* The rest has not arrived: it is not waited for, however much came before. */
static void test_a_body_that_is_partly_here_is_left(void **state)
{
    static const size_t there[] = {1, 100, 8000, 20000, 50000};

    (void)state;
    for (size_t i = 0; i < sizeof there / sizeof *there; i++) {
        char *taken;
        size_t len, at = 0;
        struct wire w = {.len = 0};
        int fd = front_connect();
        struct request *r = begin_brief(fd, "60000", there[i], false);
        assert_int_equal(request_take_brief(r, MAX_BYTES, &taken, &len), 0);
        assert_null(taken);
        front_read_to(r, &at, there[i]);
        wire_add_body(&w, there[i], 60000);
        wire_send(fd, &w);
        front_read_to(r, &at, 60000);
        front_end(r);
        close(fd);
    }
}

static void test_one_that_is_not_brief_is_not_looked_at(void **state)
{
    static const char *const lengths[] = {"65537", "0", ""};

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        char *taken;
        size_t len;
        int fd = front_connect();
        struct request *r = begin_brief(fd, lengths[i], 0, false); /* a read would wait */
        assert_int_equal(request_take_brief(r, MAX_BYTES, &taken, &len), 0);
        assert_null(taken);
        front_end(r);
        close(fd);
    }
}

static void test_more_than_was_announced_is_kept(void **state)
{
    char *taken;
    size_t len, at = 0;
    int fd = front_connect();
    struct request *r = begin_brief(fd, "5000", 7000, true);

    (void)state;
    assert_int_equal(request_take_brief(r, MAX_BYTES, &taken, &len), 0);
    assert_null(taken);
    front_read_to(r, &at, 7000);
    front_end(r);
    close(fd);
}

static void test_a_sender_that_went_away_before_its_first_byte(void **state)
{
    char *taken;
    size_t len;
    int fd = front_connect();
    struct request *r = begin_brief(fd, "5000", 0, false);

    (void)state;
    close(fd);
    assert_int_equal(request_take_brief(r, MAX_BYTES, &taken, &len), ERR_INTERRUPTED);
    assert_null(taken);
    front_end(r);
}

static void test_what_was_given_back_is_not_taken_again(void **state)
{
    char *taken;
    size_t len, at = 0;
    int fd = front_connect();
    struct request *r = begin_brief(fd, "5000", 5000, true);

    (void)state;
    assert_int_equal(request_take_brief(r, MAX_BYTES, &taken, &len), 0);
    assert_int_equal(request_unread(r, taken, len), 0);
    free(taken);
    assert_int_equal(request_take_brief(r, MAX_BYTES, &taken, &len), 0);
    assert_null(taken);
    front_read_to(r, &at, 5000);
    front_end(r);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_body_that_is_here_is_taken),
        cmocka_unit_test(test_a_body_that_is_partly_here_is_left),
        cmocka_unit_test(test_one_that_is_not_brief_is_not_looked_at),
        cmocka_unit_test(test_more_than_was_announced_is_kept),
        cmocka_unit_test(test_a_sender_that_went_away_before_its_first_byte),
        cmocka_unit_test(test_what_was_given_back_is_not_taken_again),
    };

    return cmocka_run_group_tests(tests, front_listen, front_clean_up);
}
