/* SPDX-License-Identifier: MIT */
/*
 * Which final uploads a part lists: no more than the bound, open ones before others, and nothing
 * that is no id.
 */
#include "spool/finals.h"

#include "base/clock.h"
#include "base/error.h"
#include "spool/store_folder.h"
#include "tests/unit/support/spool.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

struct fixture {
    struct store *store;
    struct upload part;
};

static int begin(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->store = spool_begin();
    spool_upload(NULL, 10, &f->part);
    f->part.kind = KIND_PARTIAL;
    assert_int_equal(store_create(f->store, &f->part), 0);
    *state = f;
    return 0;
}

static int end(void **state)
{
    struct fixture *f = *state;

    upload_free(&f->part);
    spool_end(&f->store);
    free(f);
    return 0;
}

static void id_of(int number, char id[ID_SIZE])
{
    (void)snprintf(id, ID_SIZE, "%032x", (unsigned)number);
}

static int add(struct fixture *f, const char *id)
{
    struct finals *list;
    int rc = finals_open(f->store, f->part.id, 0, &list);

    assert_int_equal(rc, 0);
    rc = finals_add(list, id);
    finals_close(&list);
    return rc;
}

static bool is_listed(struct fixture *f, const char *id)
{
    char ids[FINALS_MAX][ID_SIZE];
    size_t count = finals_read(f->store, f->part.id, ids);

    for (size_t i = 0; i < count; i++)
        if (strcmp(ids[i], id) == 0)
            return true;
    return false;
}

/* Makes a final upload of the part, created at this time; it expires then if it is to. */
static void make_final(struct fixture *f, int number, int64_t created_at, enum state state)
{
    struct upload u;

    spool_upload(NULL, -1, &u);
    id_of(number, u.id);
    u.created_at = created_at;
    u.state = state;
    assert_int_equal(upload_set_concat(&u, "final;00000000000000000000000000000000"), 0);
    assert_int_equal(store_create(f->store, &u), 0);
    upload_free(&u);
}

static void test_one_is_listed_once(void **state)
{
    struct fixture *f = *state;
    char ids[FINALS_MAX][ID_SIZE], id[ID_SIZE];

    assert_int_equal(finals_read(f->store, f->part.id, ids), 0);
    for (int n = 1; n <= 3; n++) {
        id_of(1, id);
        assert_int_equal(add(f, id), 0);
        assert_int_equal(finals_read(f->store, f->part.id, ids), 1);
    }
    id_of(2, id);
    assert_int_equal(add(f, id), 0);
    assert_int_equal(finals_read(f->store, f->part.id, ids), 2);
}

static void test_what_is_gone_makes_room(void **state)
{
    struct fixture *f = *state;
    char ids[FINALS_MAX][ID_SIZE], id[ID_SIZE];

    for (int n = 1; n <= FINALS_MAX + 3; n++) {
        size_t expected = n < FINALS_MAX ? (size_t)n : FINALS_MAX;
        id_of(n, id);
        assert_int_equal(add(f, id), 0);
        assert_int_equal(finals_read(f->store, f->part.id, ids), expected);
        assert_true(is_listed(f, id));
    }
}

static void test_the_oldest_that_is_not_open_makes_room(void **state)
{
    struct fixture *f = *state;
    char id[ID_SIZE];

    for (int n = 1; n <= FINALS_MAX; n++) {
        bool is_open = n != 5 && n != 9 && n != 12;
        make_final(f, n, n == 9 ? 10 : 1000 + n, is_open ? STATE_UPLOADING : STATE_FAILED);
        id_of(n, id);
        assert_int_equal(add(f, id), 0);
    }
    const int gone[] = {9, 5, 12};
    for (int i = 0; i < 3; i++) {
        make_final(f, 100 + i, 5000, STATE_CREATED);
        id_of(100 + i, id);
        assert_int_equal(add(f, id), 0);
        assert_true(is_listed(f, id));
        id_of(gone[i], id);
        assert_false(is_listed(f, id));
    }
    id_of(200, id);
    assert_int_equal(add(f, id), ERR_TOO_MANY);
    id_of(100, id);
    assert_int_equal(add(f, id), 0);
}

static void test_no_upload_no_finals(void **state)
{
    struct fixture *f = *state;
    char ids[FINALS_MAX][ID_SIZE], id[ID_SIZE];
    struct finals *list;

    id_of(1, id);
    assert_int_equal(finals_open(f->store, id, 0, &list), ERR_NOT_FOUND);
    assert_null(list);
    assert_int_equal(finals_read(f->store, id, ids), 0);
}

static void test_a_second_waits_for_the_lock(void **state)
{
    struct fixture *f = *state;
    struct finals *one, *two;

    assert_int_equal(finals_open(f->store, f->part.id, 0, &one), 0);
    assert_int_equal(finals_open(f->store, f->part.id, 20, &two), ERR_LOCKED);
    assert_null(two);
    finals_close(&one);
    assert_null(one);
    assert_int_equal(finals_open(f->store, f->part.id, 0, &two), 0);
    finals_close(&two);
}

/* A line that is torn or damaged is passed over, and used again. */
static void test_what_is_no_id_is_passed_over(void **state)
{
    struct fixture *f = *state;
    char ids[FINALS_MAX][ID_SIZE], id[ID_SIZE];
    int fd;

    for (int n = 1; n <= 3; n++) {
        id_of(n, id);
        assert_int_equal(add(f, id), 0);
    }
    assert_int_equal(store_open_file(f->store, f->part.id, FINALS_FILE, O_RDWR, &fd), 0);
    assert_int_equal(pwrite(fd, "../../x", 7, ID_SIZE), 7);
    assert_int_equal(finals_read(f->store, f->part.id, ids), 2);
    id_of(4, id);
    assert_int_equal(add(f, id), 0);
    assert_int_equal(finals_read(f->store, f->part.id, ids), 3);
    assert_string_equal(ids[1], id);
    assert_int_equal(ftruncate(fd, 3 * ID_SIZE - 1), 0);
    assert_int_equal(finals_read(f->store, f->part.id, ids), 2);
    close(fd);
}

/* A request for a final upload that comes between the end of a part's record and of its list. */
static void test_a_removed_part_gives_its_list(void **state)
{
    struct fixture *f = *state;
    char ids[FINALS_MAX][ID_SIZE], id[ID_SIZE];
    size_t count;

    id_of(7, id);
    assert_int_equal(add(f, id), 0);
    assert_int_equal(finals_remove_part(f->store, f->part.id, ids, &count), 0);
    assert_int_equal(count, 1);
    assert_string_equal(ids[0], id);
    assert_int_equal(finals_remove_part(f->store, f->part.id, ids, &count), ERR_NOT_FOUND);
    assert_int_equal(count, 0);
}

static void test_a_part_lives_as_long_as_an_open_final_upload(void **state)
{
    struct fixture *f = *state;
    int64_t now = clock_wall_ms();
    char id[ID_SIZE];

    f->part.expires_at = now - 1;
    assert_true(finals_has_expired(f->store, &f->part, now));
    make_final(f, 1, now, STATE_FAILED);
    id_of(1, id);
    assert_int_equal(add(f, id), 0);
    assert_true(finals_has_expired(f->store, &f->part, now));
    make_final(f, 2, now, STATE_CREATED);
    id_of(2, id);
    assert_int_equal(add(f, id), 0);
    assert_false(finals_has_expired(f->store, &f->part, now));
    assert_int_equal(finals_expires_at(f->store, &f->part), 0);
    f->part.kind = KIND_UPLOAD;
    assert_true(finals_has_expired(f->store, &f->part, now));
    f->part.expires_at = 0;
    assert_false(finals_has_expired(f->store, &f->part, now));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_one_is_listed_once, begin, end),
        cmocka_unit_test_setup_teardown(test_what_is_gone_makes_room, begin, end),
        cmocka_unit_test_setup_teardown(test_the_oldest_that_is_not_open_makes_room, begin, end),
        cmocka_unit_test_setup_teardown(test_no_upload_no_finals, begin, end),
        cmocka_unit_test_setup_teardown(test_a_second_waits_for_the_lock, begin, end),
        cmocka_unit_test_setup_teardown(test_what_is_no_id_is_passed_over, begin, end),
        cmocka_unit_test_setup_teardown(test_a_removed_part_gives_its_list, begin, end),
        cmocka_unit_test_setup_teardown(test_a_part_lives_as_long_as_an_open_final_upload, begin,
                                        end),
    };
    return cmocka_run_group_tests_name("finals", tests, NULL, NULL);
}
