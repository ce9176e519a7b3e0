/* SPDX-License-Identifier: MIT */
/*
 * Which shard has an upload, and how its failures name it.
 */
#include "base/error.h"
#include "redis/redis_shards.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define REST "0123456789abcdef0123456789abcd"
#define TIMEOUT_MS 200

static size_t place(size_t count, unsigned start)
{
    char id[33];

    (void)snprintf(id, sizeof id, "%02x" REST, start);
    return redis_shards_place(count, id);
}

static void test_one_shard_has_all(void **state)
{
    (void)state;
    for (unsigned start = 0; start < 256; start++)
        assert_int_equal(place(1, start), 0);
}

/* The ranges decide where uploads are: they stay as they are in each release. */
static void test_ranges(void **state)
{
    (void)state;
    assert_int_equal(place(2, 0x00), 0);
    assert_int_equal(place(2, 0x7f), 0);
    assert_int_equal(place(2, 0x80), 1);
    assert_int_equal(place(2, 0xff), 1);
    assert_int_equal(place(3, 0x55), 0);
    assert_int_equal(place(3, 0x56), 1);
    assert_int_equal(place(3, 0xaa), 1);
    assert_int_equal(place(3, 0xab), 2);
    assert_int_equal(place(16, 0x0f), 0);
    assert_int_equal(place(16, 0xa0), 10);
}

static void test_every_shard_has_its_share(void **state)
{
    (void)state;
    for (size_t count = 1; count <= REDIS_SHARDS_MAX; count++) {
        size_t has[REDIS_SHARDS_MAX] = {0};
        for (unsigned start = 0; start < 256; start++)
            has[place(count, start)]++;
        for (size_t i = 0; i < count; i++)
            assert_in_range(has[i], 256 / count, 256 / count + 1);
    }
}

/* Nothing listens at these paths. */
static void open_both(size_t count, struct redis_shards *out)
{
    static struct redis_targets targets;

    targets = (struct redis_targets){.count = count};
    assert_int_equal(redis_target_parse("unix:/nonexistent/a", &targets.of[0]), 0);
    assert_int_equal(redis_target_parse("unix:/nonexistent/b", &targets.of[1]), 0);
    assert_int_equal(redis_shards_open(&targets, TIMEOUT_MS, out), 0);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(redis_ensure(out->of[i]), ERR_REDIS);
}

static void test_failures_name_the_shard(void **state)
{
    struct redis_shards shards;

    (void)state;
    open_both(2, &shards);
    assert_ptr_equal(redis_shards_of(&shards, "00" REST), shards.of[0]);
    assert_ptr_equal(redis_shards_of(&shards, "f0" REST), shards.of[1]);
    assert_int_equal(strncmp(redis_failure(shards.of[0]), "shard 1: ", 9), 0);
    assert_int_equal(strncmp(redis_failure(shards.of[1]), "shard 2: ", 9), 0);
    redis_shards_free(&shards);
}

static void test_a_single_one_has_no_name(void **state)
{
    struct redis_shards shards;

    (void)state;
    open_both(1, &shards);
    assert_null(strstr(redis_failure(shards.of[0]), "shard"));
    redis_shards_free(&shards);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_shard_has_all),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_every_shard_has_its_share),
        cmocka_unit_test(test_failures_name_the_shard),
        cmocka_unit_test(test_a_single_one_has_no_name),
    };
    return cmocka_run_group_tests_name("redis_shards", tests, NULL, NULL);
}
