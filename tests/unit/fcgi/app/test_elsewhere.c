/* SPDX-License-Identifier: MIT */
/*
 * Threads that ask a shard at the same time: none waits for another for longer than redis_timeout.
 */
#include "fcgi/app/elsewhere.h"

#include "base/clock.h"
#include "base/error.h"
#include "progress/progress.h"
#include "redis/redis.h"
#include "tests/unit/support/spool.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>
#include <cmocka.h>

#define TIMEOUT_MS 100
#define ID "0123456789abcdef0123456789abcdef"
#define IN_ANOTHER_SHARD "f123456789abcdef0123456789abcdef"

static struct store *store;
static struct elsewhere *elsewhere;
static int entered[2], released[2]; /* pipes: the first question began, it may end */
static atomic_bool slow, connects;
static int questions;

/* Stands in for Redis. A slow question takes until it is released. */
int progress_read_home(struct redis *r, const char *prefix, const char *id,
                       struct progress_home *out)
{
    char byte = 0;

    (void)prefix;
    (void)id;
    *out = (struct progress_home){.spool = ""};
    questions++;
    if (atomic_load(&connects))
        return redis_ensure(r);
    if (atomic_exchange(&slow, false)) {
        assert_int_equal(write(entered[1], &byte, 1), 1);
        assert_int_equal(read(released[0], &byte, 1), 1);
    }
    return ERR_NOT_FOUND;
}

static void *ask_first(void *result)
{
    *(int *)result = elsewhere_ask(elsewhere, store, ID);
    return NULL;
}

static void test_a_slow_question_holds_the_others_for_a_time(void **state)
{
    pthread_t first;
    int result = 0;
    char byte = 0;

    (void)state;
    atomic_store(&slow, true);
    assert_int_equal(pthread_create(&first, NULL, ask_first, &result), 0);
    assert_int_equal(read(entered[0], &byte, 1), 1);
    int64_t begin_ms = clock_mono_ms();
    assert_int_equal(elsewhere_ask(elsewhere, store, ID), ERR_REDIS);
    assert_true(clock_mono_ms() - begin_ms >= TIMEOUT_MS - 1);
    assert_int_equal(elsewhere_ask(elsewhere, store, IN_ANOTHER_SHARD), ERR_NOT_FOUND);
    assert_int_equal(write(released[1], &byte, 1), 1);
    assert_int_equal(pthread_join(first, NULL), 0);
    assert_int_equal(result, ERR_NOT_FOUND);
    assert_int_equal(elsewhere_ask(elsewhere, store, ID), ERR_NOT_FOUND);
}

/* The backoff doubles: however busy the machine is, one question falls into it. */
static void test_nothing_is_asked_while_redis_is_away(void **state)
{
    bool refused = false;

    (void)state;
    atomic_store(&connects, true);
    for (int i = 0; i < 8 && !refused; i++) {
        assert_int_equal(elsewhere_ask(elsewhere, store, ID), ERR_REDIS);
        int before = questions;
        assert_int_equal(elsewhere_ask(elsewhere, store, ID), ERR_REDIS);
        refused = questions == before;
    }
    atomic_store(&connects, false);
    assert_true(refused);
}

static void test_what_is_missing_here_is_explained(void **state)
{
    static const struct {
        int asked;
        enum exchange_host host; /* whose path the request had */
        int explained;
    } cases[] = {
        {0, EXCHANGE_HOST_ANY, ERR_NOT_FOUND},
        {0, EXCHANGE_HOST_OTHER, ERR_NOT_FOUND}, /* it was here */
        {ERR_ELSEWHERE, EXCHANGE_HOST_ANY, ERR_ELSEWHERE},
        {ERR_ELSEWHERE, EXCHANGE_HOST_THIS, ERR_ELSEWHERE},
        {ERR_NOT_FOUND, EXCHANGE_HOST_ANY, ERR_NOT_FOUND},
        {ERR_NOT_FOUND, EXCHANGE_HOST_THIS, ERR_NOT_FOUND},
        {ERR_NOT_FOUND, EXCHANGE_HOST_OTHER, ERR_ELSEWHERE}, /* Redis was emptied */
        {ERR_REDIS, EXCHANGE_HOST_ANY, ERR_REDIS},
        {ERR_REDIS, EXCHANGE_HOST_THIS, ERR_NOT_FOUND},
        {ERR_REDIS, EXCHANGE_HOST_OTHER, ERR_ELSEWHERE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct exchange x = {.host = cases[i].host};
        assert_int_equal(elsewhere_explain(cases[i].asked, &x), cases[i].explained);
    }
}

static int set_up(void **state)
{
    static char url[] = "redis://127.0.0.1:1 redis://127.0.0.1:2", prefix[] = "p:", none[] = "";
    static struct config config = {.redis_url = url,
                                   .redis_prefix = prefix,
                                   .redis_timeout_ms = TIMEOUT_MS,
                                   .sentinel_user = none,
                                   .sentinel_password = none};

    (void)state;
    alarm(60); /* without the limit it would wait for ever */
    store = spool_begin();
    return pipe(entered) != 0 || pipe(released) != 0 || store == NULL ||
                   elsewhere_new(&config, &elsewhere) != 0
               ? -1
               : 0;
}

static int tear_down(void **state)
{
    (void)state;
    elsewhere_free(&elsewhere);
    spool_end(&store);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_missing_here_is_explained),
        cmocka_unit_test_setup_teardown(test_a_slow_question_holds_the_others_for_a_time, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_is_asked_while_redis_is_away, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests_name("elsewhere", tests, NULL, NULL);
}
