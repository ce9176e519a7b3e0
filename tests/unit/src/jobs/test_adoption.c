/* SPDX-License-Identifier: MIT */
/*
 * Jobs that are in no spool's queue, with a real Redis: who takes them, and which are dropped.
 */
#include "jobs/adoption.h"

#include "base/clock.h"
#include "jobs/delayed_jobs.h"
#include "tests/unit/support/news.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define SPOOL "0123456789abcdef"
#define MANY (2 * ADOPTION_PAGE + 50)

static const struct job_queue nowhere = {NEWS_PREFIX, ""}, own = {NEWS_PREFIX, SPOOL};

static char has_a[] = "a", has_b[] = "b";

/* The worker has the uploads whose id begins with this digit. */
static bool wants_digit(void *arg, const char *id)
{
    return id[0] == *(const char *)arg;
}

static void adoption_id(char digit, int number, char id[ID_SIZE])
{
    (void)snprintf(id, ID_SIZE, "%c%031x", digit, (unsigned)number);
}

static void adoption_add(struct news *n, const char *entry, const char *id)
{
    char key[PROGRESS_KEY_SIZE];

    progress_queue_key(NEWS_PREFIX, PROGRESS_JOBS, "", key);
    assert_int_equal(redis_commandl(n->redis, NULL, "XADD", key, entry, "id", id, NULL), 0);
}

static int64_t adoption_count(struct news *n, const struct job_queue *q, const char *command,
                              enum progress_key which)
{
    char key[PROGRESS_KEY_SIZE];

    progress_queue_key(q->prefix, which, q->spool, key);
    return redis_value_int(news_ask(n, command, key, NULL, NULL, NULL));
}

static int64_t queued(struct news *n, const struct job_queue *q)
{
    return adoption_count(n, q, "XLEN", PROGRESS_JOBS);
}

static int64_t parked(struct news *n, const struct job_queue *q)
{
    return adoption_count(n, q, "ZCARD", PROGRESS_PARKED);
}

static void adopt_all(struct news *n, struct adoption *a)
{
    int more = 1;

    for (int i = 0; more == 1 && i < 10; i++)
        more = adoption_continue(n->redis, &own, a, clock_wall_ms());
    assert_int_equal(more, 0);
}

static void test_a_worker_takes_the_jobs_that_it_has(void **state)
{
    struct news *n = *state;
    struct adoption a = {.wants = wants_digit, .arg = has_a};
    char id[ID_SIZE];
    struct job job;

    for (int i = 0; i < MANY; i++) {
        adoption_id('b', i, id);
        adoption_add(n, "*", id);
    }
    adoption_id('a', 1, id);
    adoption_add(n, "*", id);
    adopt_all(n, &a);
    assert_int_equal(queued(n, &nowhere), MANY);
    assert_int_equal(queued(n, &own), 1);
    assert_int_equal(jobs_prepare(n->redis, &own), 0);
    assert_int_equal(jobs_claim(n->redis, &own, "w", 1000, 0, false, &job), 0);
    assert_string_equal(job.id, id);
    a.arg = has_b; /* the search begins anew */
    adopt_all(n, &a);
    assert_int_equal(queued(n, &nowhere), 0);
    assert_int_equal(queued(n, &own), 1 + MANY);
}

static void test_delayed_jobs_keep_their_time(void **state)
{
    struct news *n = *state;
    struct adoption a = {.wants = wants_digit, .arg = has_a};
    char id[ID_SIZE], other[ID_SIZE], key[PROGRESS_KEY_SIZE], when[24];

    (void)snprintf(when, sizeof when, "%lld", (long long)clock_wall_ms() + 60000);
    adoption_id('a', 1, id);
    adoption_id('b', 1, other);
    progress_queue_key(NEWS_PREFIX, PROGRESS_PARKED, "", key);
    assert_int_equal(redis_commandl(n->redis, NULL, "ZADD", key, when, id, when, other, NULL), 0);
    adopt_all(n, &a);
    assert_int_equal(parked(n, &nowhere), 1);
    assert_int_equal(parked(n, &own), 1);
    progress_queue_key(NEWS_PREFIX, PROGRESS_PARKED, SPOOL, key);
    assert_string_equal(redis_value_text(news_ask(n, "ZSCORE", key, id, NULL, NULL)), when);
}

static void test_what_nobody_wants_is_dropped_after_a_day(void **state)
{
    struct news *n = *state;
    struct adoption a = {.wants = wants_digit, .arg = has_a};
    char id[ID_SIZE], key[PROGRESS_KEY_SIZE];

    adoption_id('b', 1, id);
    progress_queue_key(NEWS_PREFIX, PROGRESS_PARKED, "", key);
    adoption_add(n, "1000-1", id);
    adoption_add(n, "*", id);
    adoption_add(n, "*", "../../etc/passwd");
    assert_int_equal(redis_commandl(n->redis, NULL, "ZADD", key, "1000", id, "1000", "", NULL), 0);
    adopt_all(n, &a);
    assert_int_equal(queued(n, &nowhere), 1);
    assert_int_equal(parked(n, &nowhere), 0);
    assert_int_equal(queued(n, &own), 0);
}

static void test_queues_of_spools_are_apart(void **state)
{
    static const struct job_queue other = {NEWS_PREFIX, "fedcba9876543210"};
    struct news *n = *state;
    struct job job;

    memcpy(n->upload.spool, SPOOL, SPOOL_ID_SIZE);
    assert_int_equal(jobs_prepare(n->redis, &own), 0);
    assert_int_equal(jobs_prepare(n->redis, &other), 0);
    assert_int_equal(news_enter(n, STATE_QUEUED), 0);
    assert_int_equal(jobs_claim(n->redis, &other, "w", 1000, 0, false, &job), JOBS_NONE);
    assert_int_equal(jobs_claim(n->redis, &own, "w", 1000, 0, false, &job), 0);
    assert_int_equal(delayed_jobs_put(n->redis, &own, &job, 1000), 0);
    assert_int_equal(delayed_jobs_wake_due(n->redis, &other, 2000, 8), 0);
    assert_int_equal(delayed_jobs_wake_due(n->redis, &own, 2000, 8), 1);
    assert_int_equal(queued(n, &own), 1);
    assert_int_equal(delayed_jobs_remove_queue(n->redis, &own), 0);
    assert_int_equal(queued(n, &own), 0);
    memset(n->upload.spool, 0, SPOOL_ID_SIZE);
}

#define TEST(name) cmocka_unit_test_setup(name, news_fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_worker_takes_the_jobs_that_it_has),
        TEST(test_delayed_jobs_keep_their_time),
        TEST(test_what_nobody_wants_is_dropped_after_a_day),
        TEST(test_queues_of_spools_are_apart),
    };
    return cmocka_run_group_tests_name("adoption", tests, news_start, news_stop);
}
