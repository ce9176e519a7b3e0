/* SPDX-License-Identifier: MIT */
/*
 * The worker's loop. One pass takes signals, collects children, starts the delivery of events,
 * renews the claims and claims one job. Signals are blocked and taken in one place, so that no call
 * is interrupted.
 */
#include "worker/runner.h"

#include "base/clock.h"
#include "base/error.h"
#include "progress/heartbeat.h"
#include "jobs/adoption.h"
#include "jobs/jobs.h"
#include "base/log.h"
#include "jobs/delayed_jobs.h"
#include "progress/progress.h"
#include "base/signals.h"
#include "spool/lock.h"
#include "worker/alive_file.h"
#include "worker/job_processes.h"
#include "worker/presence.h"
#include "worker/reconcile.h"
#include "worker/stages/orphans.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#define PASS_MS 250 /* the longest wait of one pass */
#define LAPSE_EVERY_MS 1000
#define LAPSE_LIMIT 100
#define WAKE_LIMIT 1000
#define ADOPT_EVERY_MS 1000
#define ADOPT_PAGES 10 /* in one pass */
#define GRACE_MS 10000 /* for children after SIGTERM */
#define CONSUMER_SIZE 65

struct runner {
    const struct worker *worker;
    struct redis *redis;
    char consumer[CONSUMER_SIZE];
    struct heartbeat self;
    struct alive_file alive;
    struct adoption adoption;
    struct job_processes processes;
    unsigned connects;    /* at the last runner_prepare() */
    bool prepared, ready; /* ready: logged */
    bool quiet;           /* Redis is unreachable, and this is logged */
    bool announced;       /* our spool, at least once */
    bool refused;         /* Redis refuses writes, and this is logged */
    bool empty;           /* the last claim found no job */
    bool was_overdue;     /* the last claimed job had been delivered before */
    int64_t beat_due_ms, lapse_due_ms, wake_due_ms, adopt_due_ms, reconcile_due_ms; /* monotonic */
    int64_t stop_ms; /* when told to stop; 0: not told */
};

/* Logs when Redis starts to refuse writes. */
static bool runner_note_refusal(struct runner *r)
{
    const char *why = redis_refusal(r->redis);

    if (why != NULL && !r->refused)
        log_warn("redis_refuses", "reason", why, NULL);
    r->refused |= why != NULL;
    return why != NULL;
}

/* Redis accepted a write. Starts a walk for the changes that were lost while it refused them. */
static void note_acceptance(struct runner *r)
{
    if (!r->refused)
        return;
    log_info("redis_accepts", NULL);
    r->refused = false;
    r->processes.reconciled = false; /* even if another worker has just walked */
    r->reconcile_due_ms = 0;
}

/* Logs when Redis becomes unreachable and when it is back. After a failure everything is prepared
 * again, because a server's error reply does not close the connection. */
static void note_redis(struct runner *r, bool good)
{
    bool refuses = runner_note_refusal(r), away = !good && !refuses;

    if (away && !r->quiet)
        log_warn("redis_away", "error", redis_failure(r->redis), NULL);
    else if (good && r->quiet)
        log_info("redis_back", "address", redis_server(r->redis), NULL);
    r->quiet = away || (r->quiet && !good);
    if (!good)
        r->prepared = false;
}

/* Connects, and creates our group in the stream. A new connection may lead to a server that lost
 * its data. */
static int runner_prepare(struct runner *r)
{
    int rc = redis_ensure(r->redis);
    bool is_new = redis_connects(r->redis) != r->connects;

    if (rc == 0 && r->prepared && !is_new)
        return 0;
    if (rc == 0)
        rc = jobs_prepare(r->redis, &r->worker->queue);
    if (rc != 0)
        return rc;
    r->prepared = true;
    if (is_new)
        r->reconcile_due_ms = r->adopt_due_ms = 0;
    r->connects = redis_connects(r->redis);
    if (!r->ready)
        log_info("ready", "program", "loadline-worker", NULL);
    r->ready = true;
    return 0;
}

static int acknowledge(struct runner *r)
{
    struct job_slot *p;
    while ((p = job_processes_find(&r->processes, PLACE_ENDED))) {
        int rc = jobs_finish(r->redis, &r->worker->queue, &p->job);
        if (rc != 0)
            return rc;
        p->state = PLACE_FREE;
    }
    while ((p = job_processes_find(&r->processes, PLACE_STOPPED))) {
        int rc = jobs_release(r->redis, &r->worker->queue, r->consumer, &p->job);
        if (rc != 0)
            return rc;
        p->state = PLACE_FREE;
    }
    return 0;
}

static int runner_renew(struct runner *r, int64_t now)
{
    const struct config *c = &r->worker->config;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < r->processes.count; i++) {
        struct job_slot *p = &r->processes.places[i];
        if (p->state != PLACE_RUNNING || now - p->renewed_ms < c->claim_after_ms / 3)
            continue;
        p->renewed_ms = now;
        rc = jobs_renew(r->redis, &r->worker->queue, r->consumer, &p->job);
        if (rc == ERR_SUPERSEDED) /* lost, or claimed by another worker: the upload's lock keeps
                                     that one from working */
            rc = 0;
    }
    return rc;
}

static int runner_lapse(struct runner *r, int64_t now)
{
    if (now < r->lapse_due_ms)
        return 0;
    r->lapse_due_ms = now + LAPSE_EVERY_MS;
    int n = progress_lapse_due(r->redis, r->worker->config.redis_prefix, LAPSE_LIMIT);
    return n < 0 ? n : 0;
}

/* Queues the delayed jobs that are due. */
static int runner_wake(struct runner *r, int64_t now)
{
    if (now < r->wake_due_ms)
        return 0;
    r->wake_due_ms = now + PASS_MS;
    int n = delayed_jobs_wake_due(r->redis, &r->worker->queue, clock_wall_ms(), WAKE_LIMIT);
    return n < 0 ? n : 0;
}

/* A job whose upload is being worked on is taken later. */
static bool runner_wants(void *arg, const char *id)
{
    const struct runner *r = arg;
    int fd;

    if (store_open_folder(r->worker->store, id, &fd) != 0)
        return false;
    close(fd);
    return !lock_held(r->worker->store, id);
}

/* Takes the jobs of our uploads that are in no spool's queue. */
static int runner_adopt(struct runner *r, int64_t now)
{
    int more = 1;

    if (now < r->adopt_due_ms)
        return 0;
    r->adopt_due_ms = now + ADOPT_EVERY_MS;
    for (int i = 0; more > 0 && i < ADOPT_PAGES; i++)
        more = adoption_continue(r->redis, &r->worker->queue, &r->adoption, clock_wall_ms());
    return more < 0 ? more : 0;
}

static void reconcile(struct runner *r, int64_t now)
{
    if (now < r->reconcile_due_ms)
        return;
    r->reconcile_due_ms = now + r->worker->config.reconcile_interval_ms;
    job_processes_start_reconcile(&r->processes);
}

/* Walks at once after Redis was emptied. No other program restores the uploads whose senders pause:
 * those of other hosts do not have them. */
static void note_loss(struct runner *r, bool is_unknown)
{
    if (is_unknown && r->announced) {
        log_warn("redis_emptied", NULL);
        r->processes.reconciled = false; /* even if another worker has just walked */
        r->reconcile_due_ms = 0;
    }
    r->announced = true;
}

/* All are optional: work continues if Redis refuses them. The first write also shows whether Redis
 * accepts writes. */
static void runner_beat(struct runner *r, int64_t now)
{
    if (now < r->beat_due_ms)
        return;
    r->beat_due_ms = now + HEARTBEAT_MS;
    redis_forget_refusal(r->redis);
    if (presence_note_alive(r->redis, r->worker) == 0)
        note_acceptance(r);
    note_loss(r, presence_announce_spool(r->redis, r->worker, &r->self));
    presence_publish(r->redis, r->worker, &r->self, &r->processes, false);
}

static int smallest(int64_t a, int64_t b, int64_t c)
{
    int64_t least = a < b ? a : b;
    return (int)(least < c ? least : c);
}

/* Claims one job, waiting briefly for it. */
static int claim(struct runner *r)
{
    const struct config *c = &r->worker->config;
    struct job_slot *p = job_processes_find_slot(&r->processes);
    struct job job;
    /* Below the connection's timeout, and short enough to renew in time. */
    int wait_ms = smallest(PASS_MS, c->redis_timeout_ms / 2, c->claim_after_ms / 6);

    r->empty = false;
    if (!p)
        return 0;
    int rc = jobs_claim(r->redis, &r->worker->queue, r->consumer, c->claim_after_ms,
                        r->worker->drain || wait_ms < 1 ? 1 : wait_ms, r->was_overdue, &job);
    if (rc == 0) {
        /* A left entry may be redelivered repeatedly while its upload is processed: after one of
         * these a new entry has priority. */
        r->was_overdue = job.deliveries > 1;
        job_processes_start_job(&r->processes, p, &job);
    }
    r->empty = rc == JOBS_NONE;
    return rc < 0 ? rc : 0;
}

/* The Redis part of one pass, up to the first failure. */
static int tend(struct runner *r)
{
    int64_t now = clock_mono_ms();
    int rc = runner_prepare(r);

    if (rc == 0)
        runner_beat(r, now);
    if (rc == 0)
        rc = acknowledge(r);
    if (rc == 0)
        rc = runner_renew(r, now);
    if (rc == 0)
        rc = runner_lapse(r, now);
    if (rc == 0)
        rc = runner_wake(r, now);
    if (rc == 0)
        rc = runner_adopt(r, now);
    if (rc == 0)
        reconcile(r, now);
    if (rc == 0)
        rc = claim(r);
    return rc;
}

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

/* Returns 0 if claim() will wait, else the wait of a pass. */
static int pass_wait_ms(const struct runner *r)
{
    bool claims = r->prepared && job_processes_has_slot(&r->processes) && r->stop_ms == 0 &&
                  !(r->worker->drain && r->empty);
    return claims ? 0 : PASS_MS;
}

static void wait_for_children(struct runner *r)
{
    while (job_processes_is_running(&r->processes)) {
        if (clock_mono_ms() - r->stop_ms >= GRACE_MS)
            job_processes_signal(&r->processes, SIGKILL);
        take_signals(r, PASS_MS);
        job_processes_collect(&r->processes);
    }
    /* An entry that is not acknowledged now is claimed again, and its upload found ended. */
    if (r->prepared)
        (void)acknowledge(r);
}

/* The jobs that a walk queued were claimed after it ended: each pass collects children before it
 * claims. */
static bool runner_is_drained(const struct runner *r)
{
    return r->worker->drain && r->empty && !job_processes_is_running(&r->processes) &&
           job_processes_count(&r->processes, PLACE_ENDED) == 0 &&
           !sender_is_due(&r->processes.sender);
}

static int loop(struct runner *r)
{
    while (r->stop_ms == 0 && !runner_is_drained(r)) {
        alive_file_touch(&r->alive, clock_mono_ms());
        job_processes_collect(&r->processes);
        sender_tend(&r->processes.sender); /* works without Redis */
        note_redis(r, tend(r) == 0);
        if (r->worker->drain && !r->prepared) {
            runner_stop(r);
            wait_for_children(r);
            return ERR_REDIS;
        }
        take_signals(r, pass_wait_ms(r));
    }
    if (r->prepared)
        presence_publish(r->redis, r->worker, &r->self, &r->processes, true);
    if (r->stop_ms != 0)
        wait_for_children(r);
    return 0;
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

int runner_run(const struct worker *w)
{
    struct runner r = {.worker = w,
                       .alive = {.path = w->config.worker_alive_file},
                       .adoption = {.wants = runner_wants, .arg = &r}};

    block_signals();
    orphans_adopt();
    name_consumer(&r);
    int rc = heartbeat_init(&r.self, "worker");
    if (rc == 0)
        rc = job_processes_init(&r.processes, w, &r.redis);
    if (rc == 0)
        rc = redis_new(&w->redis, (int)w->config.redis_timeout_ms, &r.redis);
    if (rc == 0)
        rc = loop(&r);
    if (r.processes.orphans)
        orphans_kill();
    redis_free(&r.redis);
    job_processes_free(&r.processes);
    return rc;
}
