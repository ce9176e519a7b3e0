/* SPDX-License-Identifier: MIT */
/*
 * Which final uploads a part notes: the newest first, no more than the bound, and nothing that is
 * no id.
 */
#include "spool/finals.h"

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
    spool_upload(f->store, 10, &f->part);
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

static void test_the_newest_are_kept(void **state)
{
    struct fixture *f = *state;
    char ids[FINALS_MAX][ID_SIZE], id[ID_SIZE];

    assert_int_equal(finals_read(f->store, f->part.id, ids), 0);
    for (int n = 1; n <= FINALS_MAX + 3; n++) {
        size_t expected = n < FINALS_MAX ? (size_t)n : FINALS_MAX;
        id_of(n, id);
        assert_int_equal(finals_add(f->store, f->part.id, id), 0);
        assert_int_equal(finals_read(f->store, f->part.id, ids), expected);
        for (size_t i = 0; i < expected; i++) {
            id_of(n - (int)i, id);
            assert_string_equal(ids[i], id);
        }
    }
}

static void test_no_upload_no_finals(void **state)
{
    struct fixture *f = *state;
    char ids[FINALS_MAX][ID_SIZE], id[ID_SIZE];

    id_of(1, id);
    assert_int_equal(finals_add(f->store, id, id), ERR_NOT_FOUND);
    assert_int_equal(finals_read(f->store, id, ids), 0);
}

/* A line that is torn or damaged is passed over. */
static void test_what_is_no_id_is_passed_over(void **state)
{
    struct fixture *f = *state;
    char ids[FINALS_MAX][ID_SIZE], id[ID_SIZE];
    int fd;

    for (int n = 1; n <= 3; n++) {
        id_of(n, id);
        assert_int_equal(finals_add(f->store, f->part.id, id), 0);
    }
    assert_int_equal(store_open_file(f->store, f->part.id, FINALS_FILE, O_RDWR, &fd), 0);
    assert_int_equal(pwrite(fd, "../../x", 7, ID_SIZE), 7);
    assert_int_equal(ftruncate(fd, 3 * ID_SIZE), 0);
    assert_int_equal(finals_read(f->store, f->part.id, ids), 2);
    id_of(3, id);
    assert_string_equal(ids[0], id);
    id_of(1, id);
    assert_string_equal(ids[1], id);
    assert_int_equal(ftruncate(fd, 3 * ID_SIZE - 1), 0);
    assert_int_equal(finals_read(f->store, f->part.id, ids), 1);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_newest_are_kept, begin, end),
        cmocka_unit_test_setup_teardown(test_no_upload_no_finals, begin, end),
        cmocka_unit_test_setup_teardown(test_what_is_no_id_is_passed_over, begin, end),
    };
    return cmocka_run_group_tests_name("finals", tests, NULL, NULL);
}
