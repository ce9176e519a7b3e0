/* SPDX-License-Identifier: MIT */
/*
 * Pieces of an upload whose size is not known yet, and the quota of its owner.
 */
#include "fcgi/intake/intake_piece.h"

#include "base/error.h"
#include "fcgi/intake/quota.h"
#include "tests/unit/support/piece_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define APP (&piece_host.app)
#define TEXT "abcdefghijklmnopqrstuvwxyz"
#define SIZE 26
#define ANN "ann"

/* Sends bytes of TEXT under a claim of one's own. */
static int claim(struct piece_claim c)
{
    struct piece_result result;
    size_t len = c.length >= 0 ? (size_t)c.length : 1;
    int rc = piece_host_send_claim(&c, &TEXT[c.offset % SIZE], len, &result);

    if (rc == 0)
        upload_free(&result.upload);
    return rc;
}

static void create_of_ann(char id[ID_SIZE])
{
    struct principal ann = {.owner = ANN};
    const struct intake_offer offer = {.size = -1, .in_pieces = true, .by = &ann};
    struct upload u;

    APP->config.quota_bytes = 15;
    piece_host_renew_quota();
    assert_int_equal(intake_create(APP, &offer, &u), 0);
    memcpy(id, u.id, ID_SIZE);
    upload_free(&u);
}

static int64_t left(void)
{
    return quota_left(APP->quota, (struct quota_client){.owner = ANN});
}

static void test_pieces_count_against_the_quota(void **state)
{
    char id[ID_SIZE];

    (void)state;
    create_of_ann(id);
    assert_int_equal(claim((struct piece_claim){.id = id, .offset = 10, .length = 6, .total = -1}),
                     0);
    assert_int_equal(left(), 9);
    assert_int_equal(claim((struct piece_claim){.id = id, .offset = 10, .length = 6, .total = -1}),
                     0);
    assert_int_equal(left(), 9);
    assert_int_equal(claim((struct piece_claim){.id = id, .offset = 16, .length = 10, .total = -1}),
                     ERR_QUOTA);
    assert_int_equal(claim((struct piece_claim){.id = id, .length = 4, .total = -1}), 0);
    assert_int_equal(left(), 5);
    assert_int_equal(claim((struct piece_claim){.id = id, .offset = 4, .length = 5, .total = -1}),
                     0);
    assert_int_equal(left(), 0);
    assert_int_equal(claim((struct piece_claim){.id = id, .offset = 9, .length = 1, .total = -1}),
                     ERR_QUOTA);
    piece_host_renew_quota(); /* as the disk has it */
    assert_int_equal(left(), 0);
}

/* Each of them was allowed what is left when it began. */
static void test_pieces_at_once_do_not_exceed_the_quota(void **state)
{
    struct intake_piece *one = NULL, *two = NULL, *again = NULL;
    struct piece_source s = {.bytes = TEXT, .size = -1};
    struct piece_result result;
    char id[ID_SIZE];

    (void)state;
    create_of_ann(id);
    s.id = id;
    assert_int_equal(piece_host_send_some(&s, 10, 10, 10, NULL, &one), 0);
    assert_int_equal(piece_host_send_some(&s, 10, 10, 10, NULL, &again), 0);
    assert_int_equal(piece_host_send_some(&s, 5, 6, 6, NULL, &two), 0);
    assert_int_equal(intake_piece_end(&one, &result), 0);
    upload_free(&result.upload);
    assert_int_equal(left(), 5);
    assert_int_equal(intake_piece_end(&two, &result), ERR_QUOTA);
    assert_int_equal(intake_piece_end(&again, &result), 0); /* it takes no more */
    upload_free(&result.upload);
    assert_int_equal(left(), 5);
    assert_int_equal(piece_host_count_files(id), 1);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, piece_host_setup, piece_host_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_pieces_count_against_the_quota),
        CASE(test_pieces_at_once_do_not_exceed_the_quota),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
