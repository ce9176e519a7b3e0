/* SPDX-License-Identifier: MIT */
/*
 * Messages of channels are read where they lie; everything else is left as it is, to the last byte.
 */
#include "redis/redis_published.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define MESSAGE "*3\r\n$7\r\nmessage\r\n$2\r\nch\r\n$11\r\n{\"a\":\r\n 12}\r\n"

/* Reads from memory of the exact length, so that sanitizers see an overread. */
static size_t read_copy(const char *bytes, size_t len, bool *changed_out)
{
    struct redis_published m = {0};
    char *copy = malloc(len + 1);

    assert_non_null(copy);
    copy = realloc(copy, len > 0 ? len : 1);
    memcpy(copy, bytes, len);
    size_t used = redis_published_read(copy, len, &m);
    *changed_out = memcmp(copy, bytes, len) != 0;
    free(copy);
    return used;
}

static void test_messages_one_after_the_other(void **state)
{
    char bytes[] = MESSAGE "*3\r\n$7\r\nmessage\r\n$0\r\n\r\n$0\r\n\r\n:1\r\n";
    struct redis_published m;

    (void)state;
    size_t used = redis_published_read(bytes, sizeof bytes - 1, &m);
    assert_int_equal(used, sizeof MESSAGE - 1);
    assert_string_equal(m.channel, "ch");
    assert_string_equal(m.text, "{\"a\":\r\n 12}");
    assert_int_equal(m.text_len, 11);
    size_t next = redis_published_read(bytes + used, sizeof bytes - 1 - used, &m);
    assert_true(next > 0);
    assert_string_equal(m.channel, "");
    assert_int_equal(m.text_len, 0);
    used += next;
    assert_int_equal(redis_published_read(bytes + used, sizeof bytes - 1 - used, &m), 0);
}

static void test_parts_are_left(void **state)
{
    bool changed;

    (void)state;
    for (size_t len = 0; len < sizeof MESSAGE - 1; len++) {
        assert_int_equal(read_copy(MESSAGE, len, &changed), 0);
        assert_false(changed);
    }
    assert_int_equal(read_copy(MESSAGE, sizeof MESSAGE - 1, &changed), sizeof MESSAGE - 1);
}

static void test_other_replies_are_left(void **state)
{
    static const char *const others[] = {
        "*3\r\n$9\r\nsubscribe\r\n$2\r\nch\r\n:1\r\n",
        "*3\r\n$7\r\nmessage\r\n$2\r\nch\r\n:1\r\n",
        "*3\r\n$7\r\nmessage\r\n$-1\r\n$2\r\nab\r\n",
        "*3\r\n$7\r\nmessage\r\n$\r\n$2\r\nab\r\n",
        "*3\r\n$7\r\nmessage\r\n$2\r\nchX\n$2\r\nab\r\n",
        "*3\r\n$7\r\nmessage\r\n$2\r\nch\r\n$2\r\nabc\r\n",
        "*3\r\n$7\r\nmessage\r\n$2\r\nch\r\n$99999999999999999999\r\nab\r\n",
        "*4\r\n$8\r\npmessage\r\n$1\r\n*\r\n$2\r\nch\r\n$2\r\nab\r\n",
        "-ERR no\r\n",
        "+PONG\r\n",
    };
    bool changed;

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_int_equal(read_copy(others[i], strlen(others[i]), &changed), 0);
        assert_false(changed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_one_after_the_other),
        cmocka_unit_test(test_parts_are_left),
        cmocka_unit_test(test_other_replies_are_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
