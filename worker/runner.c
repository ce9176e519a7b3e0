/* SPDX-License-Identifier: MIT */
/*
 * The worker's loop. One pass takes signals, collects children, starts the delivery of events, and
 * in each shard renews the claims and claims one job. Signals are blocked and taken in one place,
 * so that no call is interrupted.
 */
#include "worker/runner.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/signals.h"
#include "progress/stats.h"
#include "worker/runner_internal.h"
#include "worker/stages/orphans.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#define GRACE_MS 10000 /* for children after SIGTERM */

static void runner_stop(struct runner *r)
{
    if (r->stop_ms != 0)
        return;
    log_info("stopping", "program", "loadline-worker", "running",
             LOG_INT(job_processes_count(&r->processes, PLACE_RUNNING)), NULL);
    r->stop_ms = clock_mono_ms();
    job_processes_signal(&r->processes, SIGTERM);
}

/* Takes the pending signals, waiting at most wait_ms for the first. */
static void take_signals(struct runner *r, int wait_ms)
{
    struct timespec wait = {0, (long)wait_ms * 1000000};
    sigset_t set;
    int number;

    signals_ending(&set);
    sigaddset(&set, SIGCHLD);
    while ((number = sigtimedwait(&set, NULL, &wait)) > 0) {
        if (number != SIGCHLD)
            runner_stop(r);
        wait.tv_nsec = 0;
    }
}

static bool runner_is_empty(const struct runner *r)
{
    bool empty = true;

    for (size_t i = 0; i < r->shards.count; i++)
        empty &= r->lanes[i].empty || !r->lanes[i].prepared;
    return empty;
}

/* Returns 0 if claim() will wait, else the wait of a pass. */
static int pass_wait_ms(const struct runner *r)
{
    bool claims = runner_lane_count(r) > 0 && job_processes_has_slot(&r->processes) &&
                  r->stop_ms == 0 && !(r->worker->drain && runner_is_empty(r));
    return claims ? 0 : RUNNER_PASS_MS;
}

static void wait_for_children(struct runner *r)
{
    while (job_processes_is_running(&r->processes)) {
        if (clock_mono_ms() - r->stop_ms >= GRACE_MS)
            job_processes_signal(&r->processes, SIGKILL);
        take_signals(r, RUNNER_PASS_MS);
        job_processes_collect(&r->processes);
    }
    /* An entry that is not acknowledged now is claimed again, and its upload found ended. */
    for (size_t i = 0; i < r->shards.count; i++) {
        if (!r->lanes[i].prepared)
            continue;
        (void)runner_lane_acknowledge(r, &r->lanes[i]);
        (void)stats_flush(r->lanes[i].redis, r->worker->config.redis_prefix);
    }
}

/* Whether no job waits for its acknowledgement in a shard that is reachable. */
static bool runner_has_acknowledged(struct runner *r)
{
    bool all = true;

    for (size_t i = 0; i < r->shards.count; i++)
        all &= !r->lanes[i].prepared || job_processes_find(&r->processes, PLACE_ENDED, i) == NULL;
    return all;
}

/* The jobs that a walk queued were claimed after it ended: each pass collects children before it
 * claims. */
static bool runner_is_drained(struct runner *r)
{
    return r->worker->drain && runner_lane_count(r) > 0 && runner_is_empty(r) &&
           !job_processes_is_running(&r->processes) && runner_has_acknowledged(r) &&
           !sender_is_due(&r->processes.sender);
}

static int loop(struct runner *r)
{
    while (r->stop_ms == 0 && !runner_is_drained(r)) {
        alive_file_touch(&r->alive, clock_mono_ms());
        job_processes_collect(&r->processes);
        sender_tend(&r->processes.sender); /* works without Redis */
        /* Nothing that is due waits for the claims, which wait for jobs. */
        for (size_t i = 0; i < r->shards.count; i++)
            runner_lane_tend(r, &r->lanes[i]);
        for (size_t i = 0, first = r->first; i < r->shards.count; i++)
            runner_lane_claim(r, &r->lanes[(first + i) % r->shards.count]);
        if (r->worker->drain && runner_lane_count(r) == 0) {
            runner_stop(r);
            wait_for_children(r);
            return ERR_REDIS;
        }
        take_signals(r, pass_wait_ms(r));
    }
    for (size_t i = 0; i < r->shards.count; i++)
        if (r->lanes[i].prepared)
            runner_lane_publish(r, &r->lanes[i], true);
    bool drained_all = r->stop_ms != 0 || runner_lane_count(r) == r->shards.count;
    if (r->stop_ms != 0)
        wait_for_children(r);
    return drained_all ? 0 : ERR_REDIS;
}

static void block_signals(void)
{
    sigset_t set;
    signals_ending(&set);
    sigaddset(&set, SIGCHLD);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
}

/* The machine's name, so that a restarted worker is the same consumer. */
static void name_consumer(struct runner *r)
{
    if (gethostname(r->consumer, sizeof r->consumer - 1) != 0 || r->consumer[0] == '\0')
        r->consumer[0] = '-';
}

static int runner_open(struct runner *r)
{
    const struct worker *w = r->worker;
    int rc = redis_shards_open(&w->redis, (int)w->config.redis_timeout_ms, &r->shards);

    for (size_t i = 0; rc == 0 && i < r->shards.count; i++)
        runner_lane_init(r, i);
    return rc;
}

int runner_run(const struct worker *w)
{
    struct runner r = {.worker = w, .alive = {.path = w->config.worker_alive_file}};

    block_signals();
    orphans_adopt();
    name_consumer(&r);
    int rc = heartbeat_init(&r.self, "worker");
    if (rc == 0)
        rc = job_processes_init(&r.processes, w, &r.shards);
    if (rc == 0)
        rc = runner_open(&r);
    if (rc == 0)
        rc = loop(&r);
    if (r.processes.orphans)
        orphans_kill();
    redis_shards_free(&r.shards);
    job_processes_free(&r.processes);
    return rc;
}
