/* SPDX-License-Identifier: MIT */
/*
 * Few pieces are counted each time, many at intervals only.
 */
#include "fcgi/intake/piece_pace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define ID "00112233445566778899aabbccddeeff"
#define NEIGHBOUR "00ffeeddccbbaa998877665544332211" /* has the same place */
#define OTHER "01112233445566778899aabbccddeeff"
#define NOW 1000000
#define INTERVAL 500
#define FEW 255
#define MANY 256

static int setup(void **state)
{
    *state = piece_pace_new();
    assert_non_null(*state);
    return 0;
}

static int teardown(void **state)
{
    piece_pace_free((struct piece_pace **)state);
    return 0;
}

static bool is_due(void **state, const char *id, enum pace_look look, int64_t now_ms)
{
    int64_t count = -1;
    bool due = piece_pace_is_due(*state, id, look, now_ms, &count);

    assert_true(due || count >= 0);
    return due;
}

static void test_an_unknown_upload_is_looked_at(void **state)
{
    assert_true(is_due(state, ID, PACE_ROOM, NOW));
    assert_true(is_due(state, ID, PACE_TELL, NOW));
}

static void test_few_pieces_are_always_counted(void **state)
{
    piece_pace_note(*state, ID, PACE_ROOM, NOW, FEW);
    assert_true(is_due(state, ID, PACE_ROOM, NOW));
    piece_pace_land(*state, ID);
    assert_false(is_due(state, ID, PACE_ROOM, NOW));
}

static void test_many_pieces_are_counted_at_intervals(void **state)
{
    int64_t count;

    piece_pace_note(*state, ID, PACE_ROOM, NOW, MANY);
    assert_false(is_due(state, ID, PACE_ROOM, NOW + INTERVAL - 1));
    piece_pace_land(*state, ID);
    piece_pace_land(*state, OTHER);
    assert_false(piece_pace_is_due(*state, ID, PACE_ROOM, NOW + 1, &count));
    assert_int_equal(count, MANY + 1);
    assert_true(is_due(state, ID, PACE_ROOM, NOW + INTERVAL));
}

static void test_each_look_has_its_own_time(void **state)
{
    piece_pace_note(*state, ID, PACE_ROOM, NOW, MANY);
    assert_true(is_due(state, ID, PACE_TELL, NOW));
    piece_pace_note(*state, ID, PACE_TELL, NOW + 100, MANY);
    assert_false(is_due(state, ID, PACE_TELL, NOW + INTERVAL));
    assert_true(is_due(state, ID, PACE_ROOM, NOW + INTERVAL));
    assert_true(is_due(state, ID, PACE_TELL, NOW + 100 + INTERVAL));
}

static void test_an_upload_may_lose_its_place(void **state)
{
    piece_pace_note(*state, ID, PACE_ROOM, NOW, MANY);
    piece_pace_note(*state, NEIGHBOUR, PACE_ROOM, NOW, MANY);
    assert_false(is_due(state, NEIGHBOUR, PACE_ROOM, NOW));
    assert_true(is_due(state, NEIGHBOUR, PACE_TELL, NOW));
    assert_true(is_due(state, ID, PACE_ROOM, NOW));
    piece_pace_note(*state, OTHER, PACE_ROOM, NOW, MANY);
    assert_false(is_due(state, NEIGHBOUR, PACE_ROOM, NOW));
}

static void test_without_a_table_each_look_is_due(void **state)
{
    int64_t count;

    (void)state;
    piece_pace_note(NULL, ID, PACE_ROOM, NOW, MANY);
    piece_pace_land(NULL, ID);
    assert_true(piece_pace_is_due(NULL, ID, PACE_ROOM, NOW, &count));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_an_unknown_upload_is_looked_at),
        CASE(test_few_pieces_are_always_counted),
        CASE(test_many_pieces_are_counted_at_intervals),
        CASE(test_each_look_has_its_own_time),
        CASE(test_an_upload_may_lose_its_place),
        CASE(test_without_a_table_each_look_is_due),
    };

    return cmocka_run_group_tests_name("piece pace", tests, NULL, NULL);
}
