/* SPDX-License-Identifier: MIT */
/*
 * Frames of gathered messages, at the lengths where their form changes, and where the room ends.
 */
#include "ws/transport/ws_frames.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static struct ws_frames frames;

static bool add(size_t len)
{
    static char text[2 * WS_FRAMES_MAX];

    memset(text, 'x', sizeof text);
    struct message *m = message_new(text, len);
    assert_non_null(m);
    bool added = ws_frames_add(&frames, m);
    message_unref(&m);
    return added;
}

static void test_lengths(void **state)
{
    static const struct {
        size_t len, head;
        unsigned char bytes[4];
    } rows[] = {{0, 2, {0x81, 0}},
                {125, 2, {0x81, 125}},
                {126, 4, {0x81, 126, 0, 126}},
                {700, 4, {0x81, 126, 2, 188}}};
    size_t at = 0;

    (void)state;
    frames.len = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(add(rows[i].len));
        assert_memory_equal(ws_frames_bytes(&frames) + at, rows[i].bytes, rows[i].head);
        at += rows[i].head;
        for (size_t k = 0; k < rows[i].len; k++)
            assert_int_equal(ws_frames_bytes(&frames)[at + k], 'x');
        at += rows[i].len;
        assert_int_equal(frames.len, at);
    }
}

static void test_the_room(void **state)
{
    (void)state;
    frames.len = 0;
    assert_false(add(WS_FRAMES_MAX));
    assert_false(add(WS_FRAMES_MAX - 3));
    assert_int_equal(frames.len, 0);
    assert_true(add(WS_FRAMES_MAX - 4));
    assert_int_equal(frames.len, WS_FRAMES_MAX);
    assert_false(add(0));
    assert_int_equal(frames.len, WS_FRAMES_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_the_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
