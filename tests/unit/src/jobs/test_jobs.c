/* SPDX-License-Identifier: MIT */
/*
 * The job stream with a real Redis: claims, their renewal and loss, and the end of a job.
 */
#include "jobs/jobs.h"

#include "base/error.h"
#include "tests/unit/support/news.h"
#include "jobs/delayed_jobs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#define NEVER_MS 3600000

static const struct job_queue site = {NEWS_PREFIX, ""};

static int claim(struct news *n, const char *consumer, int64_t claim_after_ms, struct job *job)
{
    return jobs_claim(n->redis, &site, consumer, claim_after_ms, 0, false, job);
}

static void queue(struct news *n)
{
    assert_int_equal(jobs_prepare(n->redis, &site), 0);
    assert_int_equal(news_enter(n, STATE_QUEUED), 0);
}

static int64_t pending(struct news *n)
{
    char key[PROGRESS_KEY_SIZE];

    progress_key(NEWS_PREFIX, PROGRESS_JOBS, key);
    return redis_value_int(
        redis_value_item(news_ask(n, "XPENDING", key, PROGRESS_GROUP, NULL, NULL), 0));
}

static void add_entry(struct news *n, const char *name, const char *value)
{
    char key[PROGRESS_KEY_SIZE];

    progress_key(NEWS_PREFIX, PROGRESS_JOBS, key);
    (void)news_ask(n, "XADD", key, "*", name, value);
}

static void test_preparing_twice_is_fine(void **state)
{
    struct news *n = *state;
    struct job job;

    assert_int_equal(jobs_prepare(n->redis, &site), 0);
    assert_int_equal(jobs_prepare(n->redis, &site), 0);
    assert_int_equal(claim(n, "a", NEVER_MS, &job), JOBS_NONE);
}

static void test_a_job_is_claimed_once_and_finished(void **state)
{
    struct news *n = *state;
    struct job job, other;

    queue(n);
    assert_int_equal(claim(n, "a", NEVER_MS, &job), 0);
    assert_string_equal(job.id, n->upload.id);
    assert_int_equal(job.deliveries, 1);
    assert_int_equal(claim(n, "b", NEVER_MS, &other), JOBS_NONE);
    assert_int_equal(pending(n), 1);
    assert_int_equal(jobs_finish(n->redis, &site, &job), 0);
    assert_int_equal(pending(n), 0);
    assert_int_equal(news_count(n, "XLEN", PROGRESS_JOBS), 0);
    assert_int_equal(jobs_finish(n->redis, &site, &job), 0);
}

static void test_a_delayed_job_is_in_the_index_only_until_it_wakes(void **state)
{
    struct news *n = *state;
    struct job job, again;

    queue(n);
    assert_int_equal(claim(n, "a", NEVER_MS, &job), 0);
    assert_int_equal(delayed_jobs_put(n->redis, &site, &job, 1000), 0);
    assert_int_equal(pending(n), 0);
    assert_int_equal(news_count(n, "XLEN", PROGRESS_JOBS), 0);
    assert_int_equal(news_count(n, "ZCARD", PROGRESS_PARKED), 1);
    assert_int_equal(delayed_jobs_wake_due(n->redis, &site, 999, 8), 0);
    assert_int_equal(delayed_jobs_wake_due(n->redis, &site, 1000, 8), 1);
    assert_int_equal(news_count(n, "ZCARD", PROGRESS_PARKED), 0);
    assert_int_equal(claim(n, "a", NEVER_MS, &again), 0);
    assert_string_equal(again.id, job.id);
}

static void test_jobs_queued_before_the_group_are_claimed(void **state)
{
    struct news *n = *state;
    struct job job;

    assert_int_equal(news_enter(n, STATE_QUEUED), 0);
    assert_int_equal(claim(n, "a", NEVER_MS, &job), 0); /* also creates the group */
    assert_string_equal(job.id, n->upload.id);
}

static void test_an_idle_claim_is_taken_over(void **state)
{
    struct news *n = *state;
    struct job job, other;

    queue(n);
    assert_int_equal(claim(n, "a", NEVER_MS, &job), 0);
    for (int deliveries = 2; deliveries <= 4; deliveries++) {
        assert_int_equal(claim(n, deliveries % 2 ? "a" : "b", 0, &other), 0);
        assert_string_equal(other.entry, job.entry);
        assert_string_equal(other.id, n->upload.id);
        assert_int_equal(other.deliveries, deliveries);
    }
}

static void test_an_idle_claim_behind_busy_ones_is_found(void **state)
{
    enum { BUSY = 40 };
    struct news *n = *state;
    struct job job;
    char key[PROGRESS_KEY_SIZE];

    queue(n);
    for (int i = 0; i < BUSY; i++)
        add_entry(n, "id", n->upload.id);
    for (int i = 0; i <= BUSY; i++)
        assert_int_equal(claim(n, "a", NEVER_MS, &job), 0);
    progress_key(NEWS_PREFIX, PROGRESS_JOBS, key);
    assert_int_equal(redis_commandl(n->redis, NULL, "XCLAIM", key, PROGRESS_GROUP, "a", "0",
                                    job.entry, "IDLE", "900000", "JUSTID", (char *)NULL),
                     0);
    struct job found;
    assert_int_equal(claim(n, "b", 600000, &found), 0);
    assert_string_equal(found.entry, job.entry);
    assert_int_equal(found.deliveries, 2);
    assert_int_equal(claim(n, "b", 600000, &found), JOBS_NONE);
}

static void test_new_ones_have_their_turn(void **state)
{
    struct news *n = *state;
    struct job overdue, job;

    queue(n);
    assert_int_equal(claim(n, "a", NEVER_MS, &overdue), 0);
    add_entry(n, "id", n->upload.id);
    assert_int_equal(jobs_claim(n->redis, &site, "b", 0, 0, true, &job), 0);
    assert_int_equal(job.deliveries, 1);
    assert_string_not_equal(job.entry, overdue.entry);
    assert_int_equal(jobs_claim(n->redis, &site, "b", 0, 0, true, &job), 0);
    assert_int_equal(job.deliveries, 2);
}

static void test_renewing_keeps_the_claim(void **state)
{
    struct news *n = *state;
    struct job job, other;
    char key[PROGRESS_KEY_SIZE];

    queue(n);
    assert_int_equal(claim(n, "a", NEVER_MS, &job), 0);
    progress_key(NEWS_PREFIX, PROGRESS_JOBS, key);
    assert_int_equal(redis_commandl(n->redis, NULL, "XCLAIM", key, PROGRESS_GROUP, "a", "0",
                                    job.entry, "IDLE", "900000", "JUSTID", (char *)NULL),
                     0);
    assert_int_equal(jobs_renew(n->redis, &site, "a", &job), 0);
    assert_int_equal(claim(n, "b", 600000, &other), JOBS_NONE);
    assert_int_equal(claim(n, "b", 0, &other), 0);
    assert_int_equal(other.deliveries, 2); /* renewing does not count as a delivery */
}

static void test_a_claim_given_back_is_free_at_once(void **state)
{
    struct news *n = *state;
    struct job job, other;

    queue(n);
    assert_int_equal(claim(n, "a", NEVER_MS, &job), 0);
    assert_int_equal(jobs_release(n->redis, &site, "a", &job), 0);
    assert_int_equal(claim(n, "b", NEVER_MS, &other), 0);
    assert_string_equal(other.entry, job.entry);
    assert_int_equal(jobs_finish(n->redis, &site, &other), 0);
    assert_int_equal(jobs_release(n->redis, &site, "a", &job), 0);
    assert_int_equal(claim(n, "b", NEVER_MS, &other), JOBS_NONE);
}

static void test_a_lost_claim_is_not_renewed(void **state)
{
    struct news *n = *state;
    struct job job, other;

    queue(n);
    assert_int_equal(claim(n, "a", NEVER_MS, &job), 0);
    assert_int_equal(claim(n, "b", 0, &other), 0);
    assert_int_equal(jobs_renew(n->redis, &site, "a", &job), ERR_SUPERSEDED);
    assert_int_equal(jobs_renew(n->redis, &site, "b", &other), 0);
    assert_int_equal(jobs_finish(n->redis, &site, &other), 0);
    assert_int_equal(jobs_renew(n->redis, &site, "b", &other), ERR_SUPERSEDED);
}

static void test_an_emptied_server_is_prepared_again(void **state)
{
    struct news *n = *state;
    struct job job;

    queue(n);
    assert_int_equal(claim(n, "a", NEVER_MS, &job), 0);
    (void)news_ask(n, "FLUSHALL", "SYNC", NULL, NULL, NULL);
    assert_int_equal(jobs_renew(n->redis, &site, "a", &job), ERR_SUPERSEDED);
    assert_int_equal(jobs_finish(n->redis, &site, &job), 0);
    assert_int_equal(claim(n, "a", NEVER_MS, &job), JOBS_NONE);
    assert_int_equal(news_send(n), 0);
    assert_int_equal(claim(n, "a", NEVER_MS, &job), 0);
}

static void test_unusable_entries_are_dropped(void **state)
{
    struct news *n = *state;
    struct job job;

    assert_int_equal(jobs_prepare(n->redis, &site), 0);
    add_entry(n, "id", "../../etc/passwd");
    add_entry(n, "colour", "red");
    queue(n);
    assert_int_equal(claim(n, "a", NEVER_MS, &job), 0);
    assert_string_equal(job.id, n->upload.id);
    assert_int_equal(news_count(n, "XLEN", PROGRESS_JOBS), 1);
    assert_int_equal(pending(n), 1);
}

static void test_claims_of_removed_entries_go(void **state)
{
    struct news *n = *state;
    struct job job;
    char key[PROGRESS_KEY_SIZE];

    queue(n);
    assert_int_equal(claim(n, "a", NEVER_MS, &job), 0);
    progress_key(NEWS_PREFIX, PROGRESS_JOBS, key);
    (void)news_ask(n, "XDEL", key, job.entry, NULL, NULL);
    assert_int_equal(claim(n, "b", 0, &job), JOBS_NONE);
    assert_int_equal(pending(n), 0);
}

static void test_waiting_for_a_job_ends(void **state)
{
    struct news *n = *state;
    struct job job;

    assert_int_equal(jobs_claim(n->redis, &site, "a", NEVER_MS, 10, false, &job), JOBS_NONE);
    assert_int_equal(news_enter(n, STATE_QUEUED), 0);
    assert_int_equal(jobs_claim(n->redis, &site, "a", NEVER_MS, 1000, false, &job), 0);
}

#define TEST(name) cmocka_unit_test_setup(name, news_fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_preparing_twice_is_fine),
        TEST(test_a_job_is_claimed_once_and_finished),
        TEST(test_a_delayed_job_is_in_the_index_only_until_it_wakes),
        TEST(test_jobs_queued_before_the_group_are_claimed),
        TEST(test_an_idle_claim_is_taken_over),
        TEST(test_an_idle_claim_behind_busy_ones_is_found),
        TEST(test_new_ones_have_their_turn),
        TEST(test_renewing_keeps_the_claim),
        TEST(test_a_claim_given_back_is_free_at_once),
        TEST(test_a_lost_claim_is_not_renewed),
        TEST(test_an_emptied_server_is_prepared_again),
        TEST(test_unusable_entries_are_dropped),
        TEST(test_claims_of_removed_entries_go),
        TEST(test_waiting_for_a_job_ends),
    };

    return cmocka_run_group_tests_name("jobs", tests, news_start, news_stop);
}
