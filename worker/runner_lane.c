/* SPDX-License-Identifier: MIT */
/*
 * One shard in a pass of the worker: its server is connected, the worker's claims are renewed
 * there, and one job is claimed. Each shard has its own state, so that one that is away delays no
 * other.
 */
#include "worker/runner_internal.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "jobs/delayed_jobs.h"
#include "progress/progress.h"
#include "progress/site_hour.h"
#include "progress/stats.h"
#include "spool/lock.h"

#include <unistd.h>

#define LAPSE_EVERY_MS 1000
#define LAPSE_LIMIT 100
#define WAKE_LIMIT 1000
#define ADOPT_EVERY_MS 1000
#define ADOPT_PAGES 10 /* in one pass */

/* Logs when Redis starts to refuse writes. */
static bool runner_lane_note_refusal(struct runner_lane *l)
{
    const char *why = redis_refusal(l->redis);

    if (why != NULL && !l->refused)
        log_warn("redis_refuses", "address", redis_server(l->redis), "reason", why, NULL);
    l->refused |= why != NULL;
    return why != NULL;
}

/* Redis accepted a write. Starts a walk for the changes that were lost while it refused them. */
static void runner_lane_note_acceptance(struct runner *r, struct runner_lane *l)
{
    if (!l->refused)
        return;
    log_info("redis_accepts", "address", redis_server(l->redis), NULL);
    l->refused = false;
    r->processes.reconciled = false; /* even if another worker has just walked */
    r->reconcile_due_ms = 0;
}

/* Logs when Redis becomes unreachable and when it is back. After a failure everything is prepared
 * again, because a server's error reply does not close the connection. */
static void runner_lane_note_redis(struct runner_lane *l, bool good)
{
    bool refuses = runner_lane_note_refusal(l), away = !good && !refuses;

    if (away && !l->quiet)
        log_warn("redis_away", "error", redis_failure(l->redis), NULL);
    else if (good && l->quiet)
        log_info("redis_back", "address", redis_server(l->redis), NULL);
    l->quiet = away || (l->quiet && !good);
    if (!good)
        l->prepared = false;
}

/* Connects, and creates our group in the stream. A new connection may lead to a server that lost
 * its data. */
static int runner_lane_prepare(struct runner *r, struct runner_lane *l)
{
    int rc = redis_ensure(l->redis);
    bool is_new = redis_connects(l->redis) != l->connects;

    if (rc == 0 && l->prepared && !is_new)
        return 0;
    if (rc == 0)
        rc = jobs_prepare(l->redis, &r->worker->queue);
    if (rc != 0)
        return rc;
    l->prepared = true;
    if (is_new)
        r->reconcile_due_ms = l->adopt_due_ms = 0;
    l->connects = redis_connects(l->redis);
    if (!r->ready)
        log_info("ready", "program", "loadline-worker", NULL);
    r->ready = true;
    return 0;
}

int runner_lane_acknowledge(struct runner *r, const struct runner_lane *l)
{
    struct job_slot *p;
    while ((p = job_processes_find(&r->processes, PLACE_ENDED, l->shard))) {
        int rc = jobs_finish(l->redis, &r->worker->queue, &p->job);
        if (rc != 0)
            return rc;
        p->state = PLACE_FREE;
    }
    while ((p = job_processes_find(&r->processes, PLACE_STOPPED, l->shard))) {
        int rc = jobs_release(l->redis, &r->worker->queue, r->consumer, &p->job);
        if (rc != 0)
            return rc;
        p->state = PLACE_FREE;
    }
    return 0;
}

static int runner_lane_renew(struct runner *r, const struct runner_lane *l, int64_t now)
{
    const struct config *c = &r->worker->config;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < r->processes.count; i++) {
        struct job_slot *p = &r->processes.places[i];
        if (p->state != PLACE_RUNNING || now - p->renewed_ms < c->claim_after_ms / 3 ||
            p->shard != l->shard)
            continue;
        p->renewed_ms = now;
        rc = jobs_renew(l->redis, &r->worker->queue, r->consumer, &p->job);
        if (rc == ERR_SUPERSEDED) /* lost, or claimed by another worker: the upload's lock keeps
                                     that one from working */
            rc = 0;
    }
    return rc;
}

static int runner_lane_lapse(const struct runner *r, struct runner_lane *l, int64_t now)
{
    if (now < l->lapse_due_ms)
        return 0;
    l->lapse_due_ms = now + LAPSE_EVERY_MS;
    int n = progress_lapse_due(l->redis, r->worker->config.redis_prefix, LAPSE_LIMIT);
    return n < 0 ? n : 0;
}

/* Queues the delayed jobs that are due. */
static int runner_lane_wake(const struct runner *r, struct runner_lane *l, int64_t now)
{
    if (now < l->wake_due_ms)
        return 0;
    l->wake_due_ms = now + RUNNER_PASS_MS;
    int n = delayed_jobs_wake_due(l->redis, &r->worker->queue, clock_wall_ms(), WAKE_LIMIT);
    return n < 0 ? n : 0;
}

/* A job whose upload is being worked on is taken later. */
static bool runner_lane_wants(void *arg, const char *id)
{
    const struct runner *r = arg;
    int fd;

    if (store_open_folder(r->worker->store, id, &fd) != 0)
        return false;
    close(fd);
    return !lock_held(r->worker->store, id);
}

/* Takes the jobs of our uploads that are in no spool's queue. */
static int runner_lane_adopt(const struct runner *r, struct runner_lane *l, int64_t now)
{
    int more = 1;

    if (now < l->adopt_due_ms)
        return 0;
    l->adopt_due_ms = now + ADOPT_EVERY_MS;
    for (int i = 0; more > 0 && i < ADOPT_PAGES; i++)
        more = adoption_continue(l->redis, &r->worker->queue, &l->adoption, clock_wall_ms());
    return more < 0 ? more : 0;
}

static void reconcile(struct runner *r, int64_t now)
{
    if (now < r->reconcile_due_ms || r->processes.reconciler != 0)
        return; /* one that is wanted during a walk follows it */
    r->reconcile_due_ms = now + r->worker->config.reconcile_interval_ms;
    job_processes_start_reconcile(&r->processes);
}

/* Walks at once after Redis was emptied. No other program restores the uploads whose senders pause:
 * those of other hosts do not have them. */
static void runner_lane_note_loss(struct runner *r, struct runner_lane *l, bool is_unknown)
{
    if (is_unknown && l->announced) {
        log_warn("redis_emptied", "address", redis_server(l->redis), NULL);
        r->processes.reconciled = false; /* even if another worker has just walked */
        r->reconcile_due_ms = 0;
    }
    l->announced = true;
}

/* The jobs of all shards that tell them. */
static struct presence_jobs runner_lane_jobs(const struct runner *r)
{
    struct presence_jobs sum = {0};

    for (size_t i = 0; i < r->shards.count; i++) {
        const struct presence_jobs *jobs = &r->lanes[i].jobs;
        sum.known |= jobs->known;
        if (!jobs->known)
            continue;
        sum.queued += jobs->queued;
        sum.waiting += jobs->waiting;
        sum.parked += jobs->parked;
        sum.uploads_active += jobs->uploads_active;
        sum.senders += jobs->senders;
    }
    return sum;
}

void runner_lane_publish(const struct runner *r, struct runner_lane *l, bool stopping)
{
    (void)stats_flush(l->redis, r->worker->config.redis_prefix);
    l->jobs = presence_count_jobs(l->redis, r->worker);
    const struct presence_jobs jobs = runner_lane_jobs(r);
    presence_publish(l->redis, r->worker, &r->self, &r->processes, &jobs, stopping);
}

/* Writes the site's sample of this minute if no other program has. */
static void runner_lane_note_hour(const struct runner *r, struct runner_lane *l, int64_t now)
{
    int64_t wait_ms;

    if (now < l->hour_due_ms)
        return;
    int rc = site_hour_note(l->redis, r->worker->config.redis_prefix, &wait_ms);
    (void)site_hour_note_error(l->redis, rc, &l->hour_failing);
    l->hour_due_ms = now + wait_ms;
}

/* All are optional: work continues if Redis refuses them. The first write also shows whether Redis
 * accepts writes. */
static void runner_lane_beat(struct runner *r, struct runner_lane *l, int64_t now)
{
    if (now < l->beat_due_ms)
        return;
    l->beat_due_ms = now + HEARTBEAT_MS;
    redis_forget_refusal(l->redis);
    if (presence_note_alive(l->redis, r->worker) == 0)
        runner_lane_note_acceptance(r, l);
    runner_lane_note_loss(r, l, presence_announce_spool(l->redis, r->worker, &r->self));
    runner_lane_publish(r, l, false);
    runner_lane_note_hour(r, l, now);
}

static int smallest(int64_t a, int64_t b, int64_t c)
{
    int64_t least = a < b ? a : b;
    return (int)(least < c ? least : c);
}

size_t runner_lane_count(const struct runner *r)
{
    size_t n = 0;

    for (size_t i = 0; i < r->shards.count; i++)
        n += r->lanes[i].prepared;
    return n;
}

/* The shards share the wait of a pass. */
static int claim(struct runner *r, struct runner_lane *l)
{
    const struct config *c = &r->worker->config;
    struct job_slot *p = job_processes_find_slot(&r->processes);
    struct job job;
    /* Below the connection's timeout, and short enough to renew in time. */
    int wait_ms = smallest(RUNNER_PASS_MS, c->redis_timeout_ms / 2, c->claim_after_ms / 6) /
                  (int)runner_lane_count(r);

    l->empty = false;
    if (!p)
        return 0;
    int rc = jobs_claim(l->redis, &r->worker->queue, r->consumer, c->claim_after_ms,
                        r->worker->drain || wait_ms < 1 ? 1 : wait_ms, l->was_overdue, &job);
    if (rc == 0) {
        /* A left entry may be redelivered repeatedly while its upload is processed: after one of
         * these a new entry has priority. */
        l->was_overdue = job.deliveries > 1;
        r->first = l->shard + 1;
        job_processes_start_job(&r->processes, p, l->shard, &job);
    }
    l->empty = rc == JOBS_NONE;
    return rc < 0 ? rc : 0;
}

static int runner_lane_upkeep(struct runner *r, struct runner_lane *l)
{
    int64_t now = clock_mono_ms();
    int rc = runner_lane_prepare(r, l);

    if (rc == 0)
        runner_lane_beat(r, l, now);
    if (rc == 0)
        rc = runner_lane_acknowledge(r, l);
    if (rc == 0)
        rc = runner_lane_renew(r, l, now);
    if (rc == 0)
        rc = runner_lane_lapse(r, l, now);
    if (rc == 0)
        rc = runner_lane_wake(r, l, now);
    if (rc == 0)
        rc = runner_lane_adopt(r, l, now);
    if (rc == 0)
        reconcile(r, now);
    return rc;
}

void runner_lane_tend(struct runner *r, struct runner_lane *l)
{
    l->failed = runner_lane_upkeep(r, l) != 0;
}

void runner_lane_claim(struct runner *r, struct runner_lane *l)
{
    runner_lane_note_redis(l, !l->failed && claim(r, l) == 0);
}

void runner_lane_init(struct runner *r, size_t shard)
{
    r->lanes[shard] = (struct runner_lane){
        .redis = r->shards.of[shard],
        .shard = shard,
        .adoption = {.wants = runner_lane_wants, .arg = r},
    };
}
