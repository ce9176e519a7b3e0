/* SPDX-License-Identifier: MIT */
/*
 * The set of unfinished uploads.
 */
#include "cli/events/unfinished.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MANY 1000

static void write_id(unsigned n, char id[ID_SIZE])
{
    (void)snprintf(id, ID_SIZE, "%08x%024x", n * 2654435761U, n);
}

static void count_up(void *arg, const char *id)
{
    char *last = arg;

    assert_true(strcmp(last, id) < 0); /* in order, each once */
    memcpy(last, id, ID_SIZE);
}

static void test_many_come_and_go(void **state)
{
    struct unfinished u = {0};
    char id[ID_SIZE], last[ID_SIZE] = "";

    (void)state;
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned n = 0; n < MANY; n++) {
            write_id(n, id);
            assert_non_null(unfinished_add(&u, id));
        }
        assert_int_equal(u.count, MANY);
    }
    unfinished_each(&u, count_up, last);
    for (unsigned n = 0; n < MANY; n += 2) {
        write_id(n, id);
        unfinished_remove(&u, id);
        unfinished_remove(&u, id);
        assert_null(unfinished_find(&u, id));
    }
    assert_int_equal(u.count, MANY / 2);
    write_id(1, id);
    assert_string_equal(unfinished_find(&u, id)->id, id);
    unfinished_free(&u);
    assert_int_equal(u.count, 0);
    assert_null(unfinished_find(&u, id));
}

static void test_the_owner_stays(void **state)
{
    struct unfinished u = {0};
    char id[ID_SIZE];

    (void)state;
    write_id(7, id);
    unfinished_add(&u, id)->owner = OWNER_WANTED;
    assert_int_equal(unfinished_add(&u, id)->owner, OWNER_WANTED);
    unfinished_remove(&u, id);
    assert_int_equal(unfinished_add(&u, id)->owner, OWNER_UNKNOWN);
    unfinished_free(&u);
}

static void test_older_documents(void **state)
{
    struct unfinished u = {0};
    char id[ID_SIZE], other[ID_SIZE];

    (void)state;
    write_id(1, id);
    write_id(2, other);
    struct unfinished_upload *one = unfinished_add(&u, id);
    assert_true(unfinished_renew(one, 5, 7));
    assert_false(unfinished_renew(one, 5, 7));
    assert_false(unfinished_renew(one, 5, 6));
    assert_false(unfinished_renew(one, 4, 9));
    assert_true(unfinished_renew(one, 6, 1));
    assert_non_null(unfinished_add(&u, other));
    unfinished_end(&u, one, true);
    unfinished_end(&u, one, false); /* it is retried */
    unfinished_drop_ended(&u);
    assert_ptr_equal(unfinished_find(&u, id), one);
    unfinished_end(&u, one, true);
    unfinished_drop_ended(&u);
    assert_null(unfinished_find(&u, id));
    assert_int_equal(u.count, 1);
    unfinished_end(&u, unfinished_find(&u, other), true);
    unfinished_remove(&u, other);
    unfinished_drop_ended(&u);
    assert_int_equal(u.count, 0);
    unfinished_free(&u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_older_documents),
        cmocka_unit_test(test_many_come_and_go),
        cmocka_unit_test(test_the_owner_stays),
    };

    return cmocka_run_group_tests_name("unfinished", tests, NULL, NULL);
}
