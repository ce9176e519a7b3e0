/* SPDX-License-Identifier: MIT */
/*
 * More pieces than are counted each time: none is forgotten, whoever sends them in which order.
 */
#include "fcgi/intake/intake_piece.h"

#include "base/error.h"
#include "fcgi/intake/piece_pace.h"
#include "tests/unit/support/piece_host.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define APP (&piece_host.app)
#define PIECES 400
#define LENGTH 3
#define SIZE (PIECES * LENGTH)
#define SENDERS 3

static char file[SIZE];

static int setup(void **state)
{
    for (size_t i = 0; i < SIZE; i++)
        file[i] = (char)(i ^ (i >> 8));
    (void)piece_host_setup(state);
    APP->pace = piece_pace_new();
    assert_non_null(APP->pace);
    return 0;
}

static int teardown(void **state)
{
    piece_pace_free(&APP->pace);
    return piece_host_teardown(state);
}

static struct piece_source create(char id[ID_SIZE])
{
    piece_host_create(SIZE, id);
    return (struct piece_source){.id = id, .bytes = file, .size = SIZE};
}

static int send(const struct piece_source *s, int64_t number)
{
    return piece_host_send(s, number * LENGTH, LENGTH, LENGTH);
}

static void test_the_last_piece_first(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    for (int64_t i = PIECES - 1; i > 0; i--)
        assert_int_equal(send(&s, i), 0);
    assert_int_equal(piece_host_count_files(id), PIECES - 1);
    assert_int_equal(piece_host_check(&s), SIZE - LENGTH);
    assert_int_equal(send(&s, 0), 0);
    assert_true(piece_host_is_whole(&s));
    assert_int_equal(piece_host.told, SIZE);
    assert_int_equal(piece_host.told_complete, 1);
    assert_int_equal(piece_host.went_back, 0);
}

/* A piece that closes the gap joins at once, also between two looks. */
static void test_a_gap_in_the_middle(void **state)
{
    const int64_t gap = PIECES / 8;
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    for (int64_t i = 0; i < gap; i++)
        assert_int_equal(send(&s, i), 0);
    for (int64_t i = PIECES - 1; i > gap; i--)
        assert_int_equal(send(&s, i), 0);
    struct upload u = piece_host_load(id);
    assert_int_equal(u.received, gap * LENGTH);
    assert_int_equal(u.ahead, SIZE - (gap + 1) * LENGTH);
    upload_free(&u);
    assert_int_equal(send(&s, gap), 0);
    assert_true(piece_host_is_whole(&s));
}

/* A repeated piece is stored once, and there is room for no more than `max_pieces`. */
static void test_room_between_two_looks(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    APP->config.max_pieces = PIECES - 10;
    for (int64_t i = PIECES - 1; i >= 10; i--)
        assert_int_equal(send(&s, i), 0);
    assert_int_equal(send(&s, 5), ERR_TOO_MANY);
    assert_int_equal(send(&s, PIECES / 2), 0);
    assert_int_equal(piece_host_count_files(id), PIECES - 10);
}

/* What another process lands meanwhile is seen in time, also between two looks. */
static void test_room_beside_another_process(void **state)
{
    struct piece_pace *own = APP->pace, *others = piece_pace_new();
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    APP->config.max_pieces = PIECES - 10;
    for (int64_t i = PIECES - 1; i >= 40; i--)
        assert_int_equal(send(&s, i), 0);
    APP->pace = others;
    for (int64_t i = 39; i >= 10; i--)
        assert_int_equal(send(&s, i), 0);
    APP->pace = own;
    assert_int_equal(send(&s, 5), ERR_TOO_MANY);
    assert_int_equal(piece_host_count_files(id), PIECES - 10);
    piece_pace_free(&others);
}

struct sender {
    pthread_t thread;
    const struct piece_source *s;
    int64_t first;
    int rc;
};

/* Sends each third piece, the last one first. */
static void *sender_run(void *arg)
{
    struct sender *sender = arg;

    for (int64_t i = PIECES - 1 - sender->first; i >= 0 && sender->rc == 0; i -= SENDERS)
        sender->rc = send(sender->s, i);
    return NULL;
}

static void test_several_senders(void **state)
{
    struct sender senders[SENDERS];
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    for (int i = 0; i < SENDERS; i++) {
        senders[i] = (struct sender){.s = &s, .first = i};
        assert_int_equal(pthread_create(&senders[i].thread, NULL, sender_run, &senders[i]), 0);
    }
    for (int i = 0; i < SENDERS; i++) {
        assert_int_equal(pthread_join(senders[i].thread, NULL), 0);
        assert_int_equal(senders[i].rc, 0);
    }
    assert_true(piece_host_is_whole(&s));
    assert_int_equal(piece_host.told_complete, 1);
    assert_int_equal(piece_host.went_back, 0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_the_last_piece_first),   CASE(test_a_gap_in_the_middle),
        CASE(test_room_between_two_looks), CASE(test_room_beside_another_process),
        CASE(test_several_senders),
    };

    return cmocka_run_group_tests_name("many pieces", tests, NULL, NULL);
}
