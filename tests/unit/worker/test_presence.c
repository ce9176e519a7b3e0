/* SPDX-License-Identifier: MIT */
/*
 * A heartbeat fits into its limit with the greatest values: it loses members, never its end.
 */
#include "worker/presence.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static size_t busy;

size_t job_processes_busy(const struct job_processes *c)
{
    (void)c;
    return busy;
}

struct site_worker {
    struct worker worker;
    struct heartbeat self;
    struct job_processes processes;
    struct presence_jobs jobs;
};

static void set_jobs(struct presence_jobs *jobs, int64_t n)
{
    *jobs = (struct presence_jobs){
        .known = true, .queued = n, .waiting = n, .parked = n, .uploads_active = n, .senders = n};
}

/* A worker whose numbers are all n, on a host with that name. */
static void make(struct site_worker *s, int64_t n, const char *host)
{
    *s = (struct site_worker){
        .worker.spool = "0123456789abcdef",
        .self = {.kind = "worker", .name = "0123456789abcdef0123456789abcdef", .started_at = n},
        .processes = {.slots = (size_t)n, .done = n, .failed = n}};
    memcpy(s->self.host, host, strlen(host) + 1);
    busy = (size_t)n;
    set_jobs(&s->jobs, n);
    assert_int_equal(child_notes_new(1, &s->processes.notes), 0);
    atomic_store(&s->processes.notes->spool_free, n);
    atomic_store(&s->processes.notes->spool_size, n);
    atomic_store(&s->processes.notes->spool_at_ms, clock_mono_ms());
}

/* Prints the heartbeat. Returns its members; the caller frees them. */
static struct json *print(struct site_worker *s, bool stopping)
{
    struct json *said = NULL;
    struct buffer text;

    buffer_init(&text, HEARTBEAT_MAX);
    assert_int_equal(presence_print(&s->worker, &s->self, &s->processes, &s->jobs, stopping, &text),
                     0);
    assert_true(text.len <= HEARTBEAT_MAX);
    assert_int_equal(json_parse(buffer_text(&text), text.len, 2, &said), 0);
    buffer_free(&text);
    child_notes_free(&s->processes.notes, 1);
    assert_string_equal(json_get_string(said, "spool", ""), "0123456789abcdef");
    assert_int_equal(json_get_bool(said, "stopping", !stopping), stopping);
    return said;
}

static void test_the_whole_heartbeat(void **state)
{
    struct site_worker s;

    (void)state;
    make(&s, 7, "host");
    struct json *said = print(&s, false);
    assert_int_equal(json_get_int(said, "running", -1), 7);
    assert_int_equal(json_get_int(said, "senders", -1), 7);
    assert_int_equal(json_get_int(said, "spool_size", -1), 7);
    json_free(&said);
}

static void test_great_numbers(void **state)
{
    struct site_worker s;

    (void)state;
    /* a million jobs, 8 EiB: all of it fits */
    make(&s, 1000000, "a-host-with-a-name-of-usual-length");
    atomic_store(&s.processes.notes->spool_free, INT64_MAX);
    atomic_store(&s.processes.notes->spool_size, INT64_MAX);
    struct json *said = print(&s, false);
    assert_true(json_get_int(said, "spool_free", -1) == INT64_MAX);
    json_free(&said);
}

static void test_the_greatest_values(void **state)
{
    char host[HEARTBEAT_HOST_SIZE] = "";
    struct site_worker s;

    (void)state;
    memset(host, 'h', sizeof host - 1);
    make(&s, INT64_MAX, host);
    struct json *said = print(&s, true);
    assert_true(json_get_int(said, "done", -1) == INT64_MAX);
    assert_int_equal(json_get_int(said, "spool_free", -1), -1);
    json_free(&said);
    memset(host, 1, sizeof host - 1); /* six bytes each in JSON */
    make(&s, INT64_MAX, host);
    struct buffer text;
    buffer_init(&text, HEARTBEAT_MAX);
    assert_int_equal(presence_print(&s.worker, &s.self, &s.processes, &s.jobs, true, &text),
                     ERR_BOUND);
    buffer_free(&text);
    child_notes_free(&s.processes.notes, 1);
}

static void test_space_that_was_not_measured(void **state)
{
    struct site_worker s;

    (void)state;
    make(&s, 7, "host");
    atomic_store(&s.processes.notes->spool_at_ms, 0);
    struct json *said = print(&s, false);
    assert_int_equal(json_get_int(said, "spool_free", -1), -1);
    assert_int_equal(json_get_int(said, "jobs_waiting", -1), 7);
    json_free(&said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_whole_heartbeat),
        cmocka_unit_test(test_great_numbers),
        cmocka_unit_test(test_the_greatest_values),
        cmocka_unit_test(test_space_that_was_not_measured),
    };
    return cmocka_run_group_tests_name("presence", tests, NULL, NULL);
}
