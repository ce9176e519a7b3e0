/* SPDX-License-Identifier: MIT */
/*
 * A file that comes in parts counts once: its parts until the size of the final upload is known,
 * and then the final upload.
 */
#include "fcgi/intake/quota_upload.h"

#include "base/error.h"
#include "spool/finals.h"
#include "tests/unit/support/spool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define ANN ((struct quota_client){.owner = "ann", .address = "192.0.2.1"})

struct fixture {
    struct store *store;
    struct upload parts[2], whole;
};

static void make_part(struct fixture *f, int i, int64_t size)
{
    struct upload *u = &f->parts[i];

    spool_upload(NULL, size, u);
    u->kind = KIND_PARTIAL;
    assert_int_equal(upload_set(&u->owner, "ann"), 0);
    assert_int_equal(store_create(f->store, u), 0);
}

static void list(const struct fixture *f, const char *part_id)
{
    struct finals *l = NULL;

    assert_int_equal(finals_open(f->store, part_id, 0, &l), 0);
    assert_int_equal(finals_add(l, f->whole.id), 0);
    finals_close(&l);
}

/* Parts of 5 and 7 bytes, and the final upload of the first one twice and the second one, whose
 * size is not known. */
static int begin(void **state)
{
    static struct fixture f;
    char concat[200];

    f = (struct fixture){.store = spool_begin()};
    make_part(&f, 0, 5);
    make_part(&f, 1, 7);
    spool_upload(NULL, -1, &f.whole);
    (void)snprintf(concat, sizeof concat, "final;%s %s %s", f.parts[0].id, f.parts[1].id,
                   f.parts[0].id);
    assert_int_equal(upload_set_concat(&f.whole, concat), 0);
    assert_int_equal(upload_set(&f.whole.owner, "ann"), 0);
    assert_int_equal(store_create(f.store, &f.whole), 0);
    list(&f, f.parts[0].id);
    list(&f, f.parts[1].id);
    *state = &f;
    return 0;
}

static int end(void **state)
{
    struct fixture *f = *state;

    upload_free(&f->parts[0]);
    upload_free(&f->parts[1]);
    upload_free(&f->whole);
    spool_end(&f->store);
    return 0;
}

static void check_count(const struct fixture *f, const char *id, int64_t bytes, int64_t uploads)
{
    struct upload u;

    assert_int_equal(store_load(f->store, id, &u), 0);
    const struct quota_amount count = quota_upload_count(f->store, &u);
    upload_free(&u);
    assert_int_equal(count.bytes, bytes);
    assert_int_equal(count.uploads, uploads);
}

static void check_parts(const struct fixture *f, struct quota_client c, int64_t bytes,
                        int64_t uploads)
{
    const struct quota_amount count = quota_upload_parts(f->store, &f->whole, c);

    assert_int_equal(count.bytes, bytes);
    assert_int_equal(count.uploads, uploads);
}

static void save_whole(struct fixture *f)
{
    assert_int_equal(store_save(f->store, &f->whole), 0);
}

static void test_its_parts_count_until_its_size_is_known(void **state)
{
    struct fixture *f = *state;

    check_count(f, f->parts[0].id, 5, 1);
    check_count(f, f->parts[1].id, 7, 1);
    check_count(f, f->whole.id, 0, 1);
    check_parts(f, ANN, 12, 2); /* a part that occurs twice takes its bytes once */
}

static void test_it_stands_for_its_parts(void **state)
{
    struct fixture *f = *state;

    f->whole.size = 17;
    save_whole(f);
    check_count(f, f->parts[0].id, 0, 0);
    check_count(f, f->parts[1].id, 0, 0);
    check_count(f, f->whole.id, 17, 1);
    check_parts(f, ANN, 0, 0); /* another final upload of them counts as well */
    f->whole.complete = true;
    f->whole.received = 17;
    assert_int_equal(upload_set(&f->whole.location, "data"), 0);
    save_whole(f);
    check_count(f, f->parts[1].id, 0, 0);
    check_count(f, f->whole.id, 17, 1);
}

static void test_parts_count_again_after_its_end(void **state)
{
    struct fixture *f = *state;

    f->whole.size = 17;
    f->whole.state = STATE_FAILED;
    save_whole(f);
    check_count(f, f->parts[0].id, 5, 1);
    f->whole.state = STATE_DONE;
    f->whole.complete = true;
    f->whole.received = 17;
    assert_int_equal(upload_set(&f->whole.location, "delivered"), 0);
    save_whole(f);
    check_count(f, f->parts[0].id, 5, 1);
    check_count(f, f->whole.id, 0, 1);
    assert_int_equal(store_remove(f->store, f->whole.id), 0);
    check_count(f, f->parts[0].id, 5, 1);
}

static void test_only_parts_of_the_same_client_count_with_it(void **state)
{
    struct fixture *f = *state;

    check_parts(f, (struct quota_client){.owner = "bob"}, 0, 0);
    check_parts(f, (struct quota_client){.address = "192.0.2.1"}, 0, 0);
    f->whole.size = 17;
    assert_int_equal(upload_set(&f->whole.owner, "bob"), 0);
    save_whole(f);
    check_count(f, f->parts[0].id, 5, 1);
}

static void test_clients_without_owner_are_told_apart_by_address(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(upload_set(&f->parts[0].owner, NULL), 0);
    assert_int_equal(upload_set(&f->parts[0].address, "192.0.2.1"), 0);
    assert_int_equal(store_save(f->store, &f->parts[0]), 0);
    check_parts(f, (struct quota_client){.address = "192.0.2.1"}, 5, 1);
    check_parts(f, (struct quota_client){.address = "192.0.2.2"}, 0, 0);
    check_parts(f, ANN, 7, 1);
}

/* The list may name one that is made of other parts. */
static void test_a_part_that_it_does_not_have_counts(void **state)
{
    struct fixture *f = *state;
    char concat[64];

    f->whole.size = 7;
    (void)snprintf(concat, sizeof concat, "final;%s", f->parts[1].id);
    assert_int_equal(upload_set_concat(&f->whole, concat), 0);
    save_whole(f);
    check_count(f, f->parts[0].id, 5, 1);
    check_count(f, f->parts[1].id, 0, 0);
}

static void test_other_uploads_have_no_parts(void **state)
{
    struct fixture *f = *state;
    const struct quota_amount none = quota_upload_parts(f->store, &f->parts[0], ANN);

    assert_int_equal(none.bytes, 0);
    assert_int_equal(none.uploads, 0);
    assert_int_equal(store_remove(f->store, f->parts[0].id), 0);
    check_parts(f, ANN, 7, 1);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        CASE(test_its_parts_count_until_its_size_is_known),
        CASE(test_it_stands_for_its_parts),
        CASE(test_parts_count_again_after_its_end),
        CASE(test_only_parts_of_the_same_client_count_with_it),
        CASE(test_clients_without_owner_are_told_apart_by_address),
        CASE(test_a_part_that_it_does_not_have_counts),
        CASE(test_other_uploads_have_no_parts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
