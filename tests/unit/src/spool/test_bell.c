/* SPDX-License-Identifier: MIT */
/*
 * Requesters that ring, as other descriptors see them.
 */
#include "base/error.h"
#include "spool/bell.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define EARLY "0000000003e80000000000000000" /* 1000 ms */
#define LATER "0000000003e90010000000000000" /* 1001 ms */
#define LATEST "0000000003e90020000000000000"
#define LAST "fffffffffffffff0000000000000"

static char place[64];
static int ours, theirs, third;

static int begin(void **state)
{
    (void)state;
    (void)snprintf(place, sizeof place, "%s", "/tmp/loadline-unit-XXXXXX");
    ours = mkstemp(place);
    theirs = open(place, O_RDWR);
    third = open(place, O_RDWR);
    return ours >= 0 && theirs >= 0 && third >= 0 ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    close(ours);
    close(theirs);
    close(third);
    return unlink(place);
}

static void test_a_place_is_ordered_like_its_token(void **state)
{
    (void)state;
    assert_true(bell_place(EARLY) < bell_place(LATER));
    assert_true(bell_place(LATER) < bell_place(LATEST));
    assert_true(bell_place(LATEST) < bell_place(LAST));
    assert_int_equal(bell_place_ms(bell_place(EARLY)), 1000);
    assert_int_equal(bell_place_ms(bell_place(LATEST)), 1001);
}

static void test_one_that_rings_is_heard_by_the_others(void **state)
{
    int64_t at = 0;

    (void)state;
    assert_false(bell_is_asked(ours));
    assert_int_equal(bell_ring(theirs, LOCK_PATCH, LATER), 0);
    assert_true(bell_is_asked(ours));
    assert_false(bell_is_asked(theirs)); /* not its own */
    assert_true(bell_rings_above(ours, LOCK_PATCH, -1, &at));
    assert_int_equal(at, bell_place(LATER));
    assert_true(bell_rings_above(ours, LOCK_PATCH, bell_place(EARLY), &at));
    assert_false(bell_rings_above(ours, LOCK_PATCH, bell_place(LATER), &at));
    assert_false(bell_rings_above(ours, LOCK_HEAD, -1, &at));
    assert_false(bell_rings_above(ours, LOCK_POST, -1, &at));
    assert_int_equal(bell_ring(ours, LOCK_PATCH, LATER), ERR_LOCKED);
    assert_int_equal(bell_ring(ours, LOCK_POST, LATER), 0);
    bell_silence(theirs, LOCK_PATCH, EARLY); /* another byte */
    assert_true(bell_rings_above(ours, LOCK_PATCH, -1, &at));
    bell_silence(theirs, LOCK_PATCH, LATER);
    assert_false(bell_is_asked(ours));
}

static void test_each_verb_has_a_range(void **state)
{
    int64_t at;

    (void)state;
    for (enum lock_verb verb = LOCK_HEAD; verb <= BELL_HOLDER; verb++) {
        assert_int_equal(bell_ring(theirs, verb, LAST), 0);
        for (enum lock_verb other = LOCK_HEAD; other <= BELL_HOLDER; other++)
            assert_true(bell_rings_above(ours, other, -1, &at) == (other == verb));
        assert_true(bell_is_asked(ours) == (verb != BELL_HOLDER));
        bell_silence_all(theirs);
    }
}

static void test_the_newest_of_all(void **state)
{
    (void)state;
    assert_int_equal(bell_newest_ms(ours), 0);
    assert_int_equal(bell_ring(theirs, LOCK_DELETE, EARLY), 0);
    assert_int_equal(bell_newest_ms(ours), 1000);
    assert_int_equal(bell_ring(theirs, BELL_HOLDER, LATEST), 0);
    assert_int_equal(bell_ring(third, LOCK_HEAD, LATER), 0);
    assert_int_equal(bell_newest_ms(ours), 1001);
    assert_int_equal(bell_newest_ms(theirs), 1001); /* that of the third */
    bell_silence_all(third);
    assert_int_equal(bell_newest_ms(theirs), 0);
    assert_int_equal(bell_newest_ms(third), 1001);
    assert_int_equal(bell_ring(third, LOCK_HEAD, EARLY), 0);
    assert_int_equal(bell_ring(third, LOCK_HEAD, LAST), 0); /* the greater of two of a range */
    assert_int_equal(bell_newest_ms(ours), 0xffffffffffff);
}

static void test_no_file(void **state)
{
    int64_t at;

    (void)state;
    assert_int_equal(bell_ring(-1, LOCK_HEAD, EARLY), ERR_IO);
    assert_false(bell_rings_above(-1, LOCK_HEAD, -1, &at));
    assert_false(bell_is_asked(-1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_place_is_ordered_like_its_token, begin, end),
        cmocka_unit_test_setup_teardown(test_one_that_rings_is_heard_by_the_others, begin, end),
        cmocka_unit_test_setup_teardown(test_each_verb_has_a_range, begin, end),
        cmocka_unit_test_setup_teardown(test_the_newest_of_all, begin, end),
        cmocka_unit_test_setup_teardown(test_no_file, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
