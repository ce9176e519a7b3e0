/* SPDX-License-Identifier: MIT */
/*
 * Messages that are replaced: by which memory, and what their other holders see.
 */
#include "ws/fanout/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static void assert_says(struct message *m, const char *text)
{
    assert_int_equal(message_len(m), strlen(text));
    assert_memory_equal(message_bytes(m), text, strlen(text));
}

static void renew(struct message **m, const char *text)
{
    assert_int_equal(message_renew(m, text, strlen(text)), 0);
    assert_says(*m, text);
    assert_string_equal(message_about(*m)->event, "");
}

static void test_a_message_of_one_holder_keeps_its_memory(void **state)
{
    struct message_about about = {.event = "progress", .epoch = 1, .rev = 2};
    struct message *m = NULL;

    (void)state;
    renew(&m, "the first text, of some length");
    struct message *first = m;
    message_describe(m, &about);
    renew(&m, "the second text, longer by a few bytes");
    assert_ptr_equal(m, first);
    assert_int_equal(message_about(m)->rev, 0);
    message_unref(&m);
}

static void test_other_holders_keep_their_text(void **state)
{
    struct message *m = message_new("one", 3), *held = message_ref(m);

    (void)state;
    renew(&m, "two");
    assert_ptr_not_equal(m, held);
    assert_says(held, "one");
    message_unref(&held);
    message_unref(&m);
}

static void test_the_room_fits_the_text(void **state)
{
    char large[1000];
    struct message *m = message_new("small", 5);

    (void)state;
    memset(large, 'x', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    renew(&m, large);
    struct message *roomy = m;
    renew(&m, "small");
    assert_ptr_not_equal(m, roomy);
    message_unref(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_message_of_one_holder_keeps_its_memory),
        cmocka_unit_test(test_other_holders_keep_their_text),
        cmocka_unit_test(test_the_room_fits_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
