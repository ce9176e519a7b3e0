/* SPDX-License-Identifier: MIT */
/*
 * A record that is read again: what the folder says counts at once, and info.json counts once it
 * was replaced.
 */
#include "spool/glimpse.h"

#include "base/error.h"
#include "spool/pieces.h"
#include "tests/unit/support/pieces_folder.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>
#include <cmocka.h>

#define SAVES 20 /* a file system may give the inode of a removed file to the next one */

static void set_length(const struct pieces_folder *f, const char *path, int64_t length)
{
    int fd = openat(f->fd, path, O_WRONLY | O_CREAT, 0600);

    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, length), 0);
    close(fd);
}

static void take(const struct pieces_folder *f, struct glimpse *g)
{
    assert_int_equal(glimpse_take(f->store, f->upload.id, g), 0);
    assert_string_equal(g->upload.id, f->upload.id);
}

/* Reads the record both ways, which must say the same. */
static void check_renewed(const struct pieces_folder *f, const struct glimpse *g, int64_t size)
{
    struct upload again, peeked;

    assert_int_equal(glimpse_renew(f->store, g, &again), 0);
    assert_int_equal(store_peek(f->store, f->upload.id, &peeked), 0);
    assert_int_equal(again.size, size);
    assert_int_equal(again.size, peeked.size);
    assert_int_equal(again.received, peeked.received);
    assert_int_equal(again.ahead, peeked.ahead);
    assert_int_equal(again.state, peeked.state);
    assert_int_equal(again.updated_at, peeked.updated_at);
    assert_int_equal(again.expires_at, peeked.expires_at);
    assert_string_equal(again.spool, peeked.spool);
    upload_free(&again);
    upload_free(&peeked);
}

static void test_the_folder_is_read_again(void **state)
{
    const struct pieces_folder *f = *state;
    struct glimpse g;

    take(f, &g);
    check_renewed(f, &g, f->upload.size);
    set_length(f, "pieces/100-50", 50);
    check_renewed(f, &g, f->upload.size);
    set_length(f, "data", 10);
    check_renewed(f, &g, f->upload.size);
    glimpse_free(&g);
}

/* As after a renewal of the upload by its sender. */
static void test_an_upload_may_have_less_than_before(void **state)
{
    const struct pieces_folder *f = *state;
    struct glimpse g;

    set_length(f, "pieces/100-50", 50);
    take(f, &g);
    assert_int_equal(g.upload.ahead, 1);
    assert_int_equal(g.upload.state, STATE_UPLOADING);
    assert_int_equal(unlinkat(f->fd, "pieces/100-50", 0), 0);
    check_renewed(f, &g, f->upload.size);
    glimpse_free(&g);
    set_length(f, "data", 10);
    take(f, &g);
    set_length(f, "data", 0);
    check_renewed(f, &g, f->upload.size);
    glimpse_free(&g);
}

static void test_a_replaced_record_counts(void **state)
{
    const struct pieces_folder *f = *state;
    struct upload u;
    struct glimpse g;

    take(f, &g);
    assert_int_equal(store_load(f->store, f->upload.id, &u), 0);
    for (int i = 1; i <= SAVES; i++) {
        u.size = 2000000 + i;
        assert_int_equal(store_save(f->store, &u), 0);
        check_renewed(f, &g, u.size);
    }
    upload_free(&u);
    glimpse_free(&g);
}

/* Nobody writes into info.json. So its text was not read if a change of it does not count. */
static void test_an_unchanged_record_is_not_parsed(void **state)
{
    const struct pieces_folder *f = *state;
    struct upload u;
    struct glimpse g;

    take(f, &g);
    set_length(f, "info.json", 5);
    assert_int_equal(store_peek(f->store, f->upload.id, &u), ERR_SYNTAX);
    assert_int_equal(glimpse_renew(f->store, &g, &u), 0);
    assert_int_equal(u.size, f->upload.size);
    upload_free(&u);
    glimpse_free(&g);
}

static void test_what_is_gone_is_not_found(void **state)
{
    const struct pieces_folder *f = *state;
    struct upload u;
    struct glimpse g, none;

    take(f, &g);
    assert_int_equal(store_forget(f->store, f->upload.id), 0);
    assert_int_equal(glimpse_renew(f->store, &g, &u), ERR_NOT_FOUND);
    assert_int_equal(glimpse_take(f->store, f->upload.id, &none), ERR_NOT_FOUND);
    assert_string_equal(none.upload.id, "");
    assert_int_equal(none.fd, -1);
    assert_int_equal(store_remove(f->store, f->upload.id), 0);
    assert_int_equal(glimpse_renew(f->store, &g, &u), ERR_NOT_FOUND);
    assert_string_equal(u.id, "");
    glimpse_free(&g);
    glimpse_free(&g);
}

int main(void)
{
#define CASE(name)                                                                                 \
    cmocka_unit_test_setup_teardown(name, pieces_folder_setup, pieces_folder_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_the_folder_is_read_again),  CASE(test_an_upload_may_have_less_than_before),
        CASE(test_a_replaced_record_counts),  CASE(test_an_unchanged_record_is_not_parsed),
        CASE(test_what_is_gone_is_not_found),
    };

    return cmocka_run_group_tests_name("glimpse", tests, NULL, NULL);
}
