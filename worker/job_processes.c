/* SPDX-License-Identifier: MIT */
/*
 * The processes of a worker. A job's exit status decides about its entry: only an entry whose job
 * reports its end is acknowledged.
 */
#include "worker/job_processes.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/signals.h"
#include "worker/child.h"
#include "worker/job.h"
#include "worker/reconcile.h"
#include "worker/stages/orphans.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

struct assignment {
    struct job_processes *processes;
    const struct job *job;
    size_t place;
};

int job_processes_init(struct job_processes *c, const struct worker *w, struct redis_shards *shards)
{
    *c = (struct job_processes){.worker = w,
                                .shards = shards,
                                .count = (size_t)(w->config.workers + w->config.notify_requests),
                                .slots = (size_t)w->config.workers};
    c->places = calloc(c->count, sizeof *c->places);
    if (c->places == NULL || child_notes_new(c->count, &c->notes) != 0)
        return ERR_NOMEM;
    return sender_init(&c->sender, w, shards);
}

void job_processes_free(struct job_processes *c)
{
    free(c->places);
    c->places = NULL;
    child_notes_free(&c->notes, c->count);
    sender_free(&c->sender);
}

size_t job_processes_count(const struct job_processes *c, enum job_slot_state state)
{
    size_t n = 0;
    for (size_t i = 0; i < c->count; i++)
        n += c->places[i].state == state;
    return n;
}

struct job_slot *job_processes_find(struct job_processes *c, enum job_slot_state state,
                                    size_t shard)
{
    for (size_t i = 0; i < c->count; i++) {
        struct job_slot *p = &c->places[i];
        if (p->state == state && p->shard == shard)
            return p;
    }
    return NULL;
}

size_t job_processes_busy(const struct job_processes *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->count; i++)
        n += c->places[i].state == PLACE_RUNNING && !receivers_is_out(c->worker->receivers, i);
    return n;
}

bool job_processes_has_slot(const struct job_processes *c)
{
    return job_processes_busy(c) < c->slots && job_processes_count(c, PLACE_FREE) > 0;
}

struct job_slot *job_processes_find_slot(struct job_processes *c)
{
    size_t i = 0;

    if (!job_processes_has_slot(c))
        return NULL;
    while (c->places[i].state != PLACE_FREE)
        i++;
    return &c->places[i];
}

/* Runs in the child. */
static int run_job(void *arg)
{
    struct assignment *a = arg;
    redis_shards_free(a->processes->shards);
    const struct worker *w = a->processes->worker;
    struct child_notes *notes = a->processes->notes;
    enum job_end end = job_run(w, a->job, a->place, notes->traces[a->place]);
    child_notes_measure(notes, w->store);
    return (int)end;
}

/* Runs in the child. */
static int run_reconcile(void *arg)
{
    struct job_processes *c = arg;
    redis_shards_free(c->shards);
    signals_release_ending(); /* may end at any point: the next walk starts anew */
    child_notes_measure(c->notes, c->worker->store);
    return reconcile_run(c->worker, !c->reconciled, c->notes->cursor) == 0 ? EXIT_SUCCESS
                                                                           : EXIT_FAILURE;
}

void job_processes_start_job(struct job_processes *c, struct job_slot *p, size_t shard,
                             const struct job *job)
{
    struct assignment a = {c, job, (size_t)(p - c->places)};

    c->notes->traces[a.place][0] = '\0';
    pid_t pid = child_start(run_job, &a);

    if (pid < 0) {
        log_error("fork_failed", "id", job->id, "error", strerror(errno), NULL);
        return;
    }
    *p = (struct job_slot){PLACE_RUNNING, pid, *job, shard, clock_mono_ms()};
}

void job_processes_start_reconcile(struct job_processes *c)
{
    if (c->reconciler != 0)
        return;
    pid_t pid = child_start(run_reconcile, c);
    c->reconciler = pid > 0 ? pid : 0;
}

static void note_crash(struct job_processes *c, struct job_slot *p, int status)
{
    p->state = PLACE_FREE;
    c->orphans = true;
    child_notes_log_trace(c->notes, (size_t)(p - c->places), p->job.id);
    if (WIFSIGNALED(status))
        log_error("job_crashed", "id", p->job.id, "signal", strsignal(WTERMSIG(status)), NULL);
    else
        log_error("job_crashed", "id", p->job.id, "status", LOG_INT(WEXITSTATUS(status)), NULL);
}

static void job_processes_note_end(struct job_processes *c, struct job_slot *p, int status)
{
    receivers_forget(c->worker->receivers, (size_t)(p - c->places));
    switch (WIFEXITED(status) ? WEXITSTATUS(status) : -1) {
    case JOB_DONE:
    case JOB_FAILED:
        c->done += WEXITSTATUS(status) == JOB_DONE;
        c->failed += WEXITSTATUS(status) == JOB_FAILED;
        p->state = PLACE_ENDED;
        return;
    case JOB_FINISHED:
        p->state = PLACE_ENDED;
        return;
    case JOB_STOPPED:
        p->state = PLACE_STOPPED;
        return;
    case JOB_DELAYED:
    case JOB_LEFT:
        p->state = PLACE_FREE;
        return;
    default:
        note_crash(c, p, status);
    }
}

static struct job_slot *find_process(const struct job_processes *c, pid_t pid)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->places[i].state == PLACE_RUNNING && c->places[i].pid == pid)
            return &c->places[i];
    }
    return NULL;
}

static bool is_ours(const void *arg, pid_t pid)
{
    const struct job_processes *c = arg;
    return pid == c->reconciler || pid == c->sender.pid || find_process(c, pid) != NULL;
}

void job_processes_collect(struct job_processes *c)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        struct job_slot *p = find_process(c, pid);
        if (pid == c->reconciler) {
            c->reconciler = 0;
            c->reconciled |= WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
        } else if (pid == c->sender.pid) {
            sender_note_end(&c->sender, WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS);
        } else if (p) {
            job_processes_note_end(c, p, status);
        }
    }
    /* The processes of a crashed job became children of the worker. */
    if (c->orphans)
        c->orphans = orphans_kill_unwanted(is_ours, c);
}

bool job_processes_is_running(const struct job_processes *c)
{
    return c->reconciler != 0 || c->sender.pid != 0 || job_processes_count(c, PLACE_RUNNING) > 0;
}

void job_processes_signal(const struct job_processes *c, int signal)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->places[i].state == PLACE_RUNNING)
            (void)kill(c->places[i].pid, signal);
    }
    if (c->reconciler != 0)
        (void)kill(c->reconciler, signal);
    if (c->sender.pid != 0)
        (void)kill(c->sender.pid, signal);
}
