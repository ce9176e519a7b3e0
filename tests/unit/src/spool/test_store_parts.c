/* SPDX-License-Identifier: MIT */
/*
 * The links to the parts of a file that is not assembled yet.
 */
#include "spool/store_parts.h"

#include "base/error.h"
#include "tests/unit/support/spool.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define PARTS 12 /* their indexes have one digit or two */

struct parts {
    struct store *store;
    struct upload whole;
    struct upload list[PARTS]; /* the data of each is one letter, from 'a' on */
    int folder;                /* of whole */
};

static int parts_begin(void **state)
{
    struct parts *p = calloc(1, sizeof *p);

    assert_non_null(p);
    p->store = spool_begin();
    spool_upload(p->store, PARTS, &p->whole);
    for (int i = 0; i < PARTS; i++) {
        char letter = (char)('a' + i);
        int fd;
        spool_upload(p->store, 1, &p->list[i]);
        assert_int_equal(store_open_data(p->store, p->list[i].id, true, &fd), 0);
        assert_int_equal(pwrite(fd, &letter, 1, 0), 1);
        close(fd);
    }
    *state = p;
    return store_open_folder(p->store, p->whole.id, &p->folder);
}

static int parts_end(void **state)
{
    struct parts *p = *state;

    close(p->folder);
    for (int i = 0; i < PARTS; i++)
        upload_free(&p->list[i]);
    upload_free(&p->whole);
    spool_end(&p->store);
    free(p);
    return 0;
}

static void link_all(struct parts *p)
{
    for (unsigned i = 0; i < PARTS; i++)
        assert_int_equal(store_parts_add(p->store, p->whole.id, i, p->list[i].id), 0);
}

static void assert_part(const struct parts *p, unsigned index, char letter)
{
    char found = 0;
    int fd = -1;

    assert_int_equal(store_parts_open(p->folder, index, &fd), 0);
    assert_int_equal(read(fd, &found, 1), 1);
    assert_int_equal(found, letter);
    assert_int_equal(write(fd, "x", 1), -1); /* for reading only */
    close(fd);
}

static void test_parts_are_found_by_their_index_until_the_last(void **state)
{
    struct parts *p = *state;
    int fd = 99;

    link_all(p);
    assert_int_equal(store_parts_sync(p->store, p->whole.id), 0);
    for (unsigned i = 0; i < PARTS; i++)
        assert_part(p, i, (char)('a' + i));
    assert_int_equal(store_parts_open(p->folder, PARTS, &fd), ERR_NOT_FOUND);
    assert_int_equal(fd, -1);
}

static void test_a_part_stays_after_its_upload_is_removed(void **state)
{
    struct parts *p = *state;

    link_all(p);
    assert_int_equal(store_remove(p->store, p->list[3].id), 0);
    assert_part(p, 3, 'd');
}

static void test_dropped_links_leave_the_uploads_of_the_parts(void **state)
{
    struct parts *p = *state;

    link_all(p);
    store_parts_drop(p->folder);
    assert_int_equal(faccessat(p->folder, STORE_PARTS_FOLDER, F_OK, 0), -1);
    assert_int_equal(faccessat(p->folder, "data", F_OK, 0), 0);
    for (int i = 0; i < PARTS; i++) {
        int fd;
        assert_int_equal(store_open_data(p->store, p->list[i].id, false, &fd), 0);
        close(fd);
    }
    store_parts_drop(p->folder); /* nothing is left */
    link_all(p);
    assert_part(p, PARTS - 1, 'a' + PARTS - 1);
}

static void test_an_index_has_one_part(void **state)
{
    struct parts *p = *state;

    assert_int_equal(store_parts_add(p->store, p->whole.id, 0, p->list[0].id), 0);
    assert_int_equal(store_parts_add(p->store, p->whole.id, 0, p->list[1].id), ERR_IO);
    assert_part(p, 0, 'a');
}

static void test_an_upload_that_is_gone_has_no_parts_and_is_none(void **state)
{
    struct parts *p = *state;
    char nobody[ID_SIZE];

    assert_int_equal(id_make(nobody), 0);
    assert_int_equal(store_parts_add(p->store, nobody, 0, p->list[0].id), ERR_NOT_FOUND);
    assert_int_equal(store_parts_add(p->store, p->whole.id, 0, nobody), ERR_NOT_FOUND);
    assert_int_equal(store_parts_sync(p->store, nobody), ERR_NOT_FOUND);
    assert_int_equal(store_parts_sync(p->store, p->whole.id), ERR_NOT_FOUND);
}

static void test_no_link_is_made_in_a_place_that_takes_none(void **state)
{
    struct parts *p = *state;
    int fd = openat(p->folder, STORE_PARTS_FOLDER, O_CREAT | O_WRONLY | O_CLOEXEC, 0660);

    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(store_parts_add(p->store, p->whole.id, 0, p->list[0].id), ERR_NOT_FOUND);
    assert_int_equal(store_parts_sync(p->store, p->whole.id), ERR_NOT_FOUND);
}

#define PARTS_TEST(name) cmocka_unit_test_setup_teardown(name, parts_begin, parts_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PARTS_TEST(test_parts_are_found_by_their_index_until_the_last),
        PARTS_TEST(test_a_part_stays_after_its_upload_is_removed),
        PARTS_TEST(test_dropped_links_leave_the_uploads_of_the_parts),
        PARTS_TEST(test_an_index_has_one_part),
        PARTS_TEST(test_an_upload_that_is_gone_has_no_parts_and_is_none),
        PARTS_TEST(test_no_link_is_made_in_a_place_that_takes_none),
    };
    return cmocka_run_group_tests_name("store_parts", tests, NULL, NULL);
}
