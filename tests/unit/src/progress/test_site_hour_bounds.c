/* SPDX-License-Identifier: MIT */
/*
 * Whatever Redis answers, a program neither asks without a pause nor never again. The answers are
 * made up: the real script gives none of these.
 */
#include "progress/site_hour.h"
#include "progress/site_stats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static int64_t answers[2]; /* to the question, and to a sample */
static size_t asked;

int __wrap_redis_script(struct redis *r, const char *script, int keys, int argc,
                        const char *const *argv, const size_t *lens, struct redis_value **out);
int64_t __wrap_redis_value_int(const struct redis_value *v);
int __wrap_site_stats_add(struct redis *r, const char *prefix, struct site_stats *sum);

int __wrap_redis_script(struct redis *r, const char *script, int keys, int argc,
                        const char *const *argv, const size_t *lens, struct redis_value **out)
{
    (void)r, (void)script, (void)keys, (void)argc, (void)argv, (void)lens;
    *out = NULL;
    return 0;
}

int64_t __wrap_redis_value_int(const struct redis_value *v)
{
    (void)v;
    return answers[asked++];
}

int __wrap_site_stats_add(struct redis *r, const char *prefix, struct site_stats *sum)
{
    (void)r, (void)prefix, (void)sum;
    return 0;
}

static int64_t wait_after(int64_t question, int64_t sample)
{
    int64_t wait_ms = -1;

    answers[0] = question;
    answers[1] = sample;
    asked = 0;
    assert_int_equal(site_hour_note(NULL, "", &wait_ms), 0);
    return wait_ms;
}

static void test_a_question_has_a_bounded_pause(void **state)
{
    (void)state;
    assert_int_equal(wait_after(5, 0), 5);
    assert_int_equal(wait_after(120000, 0), 120000);
    assert_int_equal(wait_after(120001, 0), SITE_HOUR_MINUTE_MS);
    assert_int_equal(wait_after(INT64_MAX, 0), SITE_HOUR_MINUTE_MS);
    assert_int_equal(wait_after(-1, 0), SITE_HOUR_MINUTE_MS);
    assert_int_equal(wait_after(INT64_MIN, 0), SITE_HOUR_MINUTE_MS);
}

static void test_a_sample_has_one_of_a_second_at_least(void **state)
{
    (void)state;
    assert_int_equal(wait_after(0, 0), 1000);
    assert_int_equal(wait_after(0, 5), 1000);
    assert_int_equal(wait_after(0, 5000), 5000);
    assert_int_equal(wait_after(0, -1), SITE_HOUR_MINUTE_MS);
    assert_int_equal(wait_after(0, INT64_MAX), SITE_HOUR_MINUTE_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_question_has_a_bounded_pause),
        cmocka_unit_test(test_a_sample_has_one_of_a_second_at_least),
    };

    return cmocka_run_group_tests_name("site_hour_bounds", tests, NULL, NULL);
}
