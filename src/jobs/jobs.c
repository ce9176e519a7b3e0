/* SPDX-License-Identifier: MIT */
/*
 * Reads the job stream through its consumer group. Redis keeps the claims: a delivered entry that
 * is not acknowledged belongs to its consumer while that consumer renews it.
 */
#include "jobs/jobs.h"

#include "base/error.h"
#include "progress/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define IDLE_LONG_MS "604800000" /* longer than any claim_after */
#define TRIES 8 /* entries skipped in one claim: taken by others meanwhile, or malformed */

struct stream {
    struct redis *r;
    const char *consumer;
    char key[PROGRESS_KEY_SIZE];
};

static struct stream stream_of(struct redis *r, const struct job_queue *q, const char *consumer)
{
    struct stream s = {.r = r, .consumer = consumer};

    progress_queue_key(q->prefix, PROGRESS_JOBS, q->spool, s.key);
    return s;
}

static bool failed_with(const struct redis *r, const char *word)
{
    return redis_connected(r) && strncmp(redis_failure(r), word, strlen(word)) == 0;
}

/* Acknowledges and deletes the entry, after the first command; NULL: no command. */
static int jobs_remove_entry(struct stream *s, const char *entry, const char *const *first)
{
    const char *const ack[] = {"XACK", s->key, PROGRESS_GROUP, entry, NULL};
    const char *const delete[] = {"XDEL", s->key, entry, NULL};
    const char *const *const all[] = {first, ack, delete};
    size_t skipped = first == NULL ? 1 : 0;

    return redis_transaction(s->r, all + skipped, 3 - skipped);
}

int jobs_prepare(struct redis *r, const struct job_queue *q)
{
    struct stream s = stream_of(r, q, NULL);
    int err = redis_commandl(r, NULL, "XGROUP", "CREATE", s.key, PROGRESS_GROUP, "0", "MKSTREAM",
                             (const char *)NULL);

    return err == ERR_REDIS && failed_with(r, "BUSYGROUP") ? 0 : err;
}

const char *jobs_entry_id(const struct redis_value *entry)
{
    const struct redis_value *fields = redis_value_item(entry, 1);

    for (size_t i = 0; i + 1 < redis_value_count(fields); i += 2) {
        const char *name = redis_value_text(redis_value_item(fields, i));
        if (name != NULL && strcmp(name, "id") == 0)
            return redis_value_text(redis_value_item(fields, i + 1));
    }
    return NULL;
}

/* Fills job from an entry. Removes an entry without a valid id: ERR_SYNTAX. */
static int read_entry(struct stream *s, const struct redis_value *v, struct job *job)
{
    const char *entry = redis_value_text(redis_value_item(v, 0));
    const char *id = jobs_entry_id(v);

    if (entry == NULL || strlen(entry) >= sizeof job->entry)
        return ERR_REDIS;
    memcpy(job->entry, entry, strlen(entry) + 1);
    if (id != NULL && id_valid(id)) {
        memcpy(job->id, id, ID_SIZE);
        return 0;
    }
    int err = jobs_remove_entry(s, job->entry, NULL);
    return err != 0 ? err : ERR_SYNTAX;
}

/* Finds the oldest claim that was not renewed for idle_ms: its entry, and the number of deliveries.
 */
static int find_overdue(struct stream *s, const char *idle_ms, struct job *job)
{
    struct redis_value *v = NULL;
    int err = redis_commandl(s->r, &v, "XPENDING", s->key, PROGRESS_GROUP, "IDLE", idle_ms, "-",
                             "+", "1", (const char *)NULL);
    const struct redis_value *found = redis_value_item(v, 0);
    const char *entry = redis_value_text(redis_value_item(found, 0));

    if (err == 0 && entry == NULL)
        err = JOBS_NONE;
    if (err == 0 && strlen(entry) >= sizeof job->entry)
        err = ERR_REDIS;
    if (err == 0) {
        memcpy(job->entry, entry, strlen(entry) + 1);
        job->deliveries = redis_value_int(redis_value_item(found, 3)) + 1;
    }
    redis_value_free(&v);
    return err;
}

/* Takes over that claim. ERR_SYNTAX if it was claimed by another worker, removed, or malformed. */
static int take_over(struct stream *s, const char *idle_ms, struct job *job)
{
    struct redis_value *v = NULL;
    int err = redis_commandl(s->r, &v, "XCLAIM", s->key, PROGRESS_GROUP, s->consumer, idle_ms,
                             job->entry, (const char *)NULL);

    if (err == 0 && redis_value_type(redis_value_item(v, 0)) != REDIS_VALUE_ARRAY)
        err = ERR_SYNTAX;
    if (err == 0)
        err = read_entry(s, redis_value_item(v, 0), job);
    redis_value_free(&v);
    return err;
}

static int claim_overdue(struct stream *s, int64_t claim_after_ms, struct job *job)
{
    char idle[24];
    int err = ERR_SYNTAX;

    snprintf(idle, sizeof idle, "%" PRId64, claim_after_ms);
    for (int i = 0; err == ERR_SYNTAX && i < TRIES; i++) {
        err = find_overdue(s, idle, job);
        if (err == 0)
            err = take_over(s, idle, job);
    }
    return err == ERR_SYNTAX ? JOBS_NONE : err;
}

/* Reads one new entry. ERR_SYNTAX if it was malformed. */
static int read_new(struct stream *s, int block_ms, struct job *job)
{
    const char *argv[12] = {"XREADGROUP", "GROUP", PROGRESS_GROUP, s->consumer, "COUNT", "1"};
    struct redis_value *v = NULL;
    char block[16];
    int argc = 6, err;

    snprintf(block, sizeof block, "%d", block_ms);
    if (block_ms > 0) { /* BLOCK 0 would wait without a limit */
        argv[argc++] = "BLOCK";
        argv[argc++] = block;
    }
    argv[argc++] = "STREAMS";
    argv[argc++] = s->key;
    argv[argc++] = ">";
    err = redis_command(s->r, argc, argv, NULL, &v);
    if (err == 0 && redis_value_count(v) == 0)
        err = JOBS_NONE;
    if (err == 0) { /* [[stream, [entry]]] */
        const struct redis_value *entries = redis_value_item(redis_value_item(v, 0), 1);
        job->deliveries = 1;
        err = read_entry(s, redis_value_item(entries, 0), job);
    }
    redis_value_free(&v);
    return err;
}

static int claim_new(struct stream *s, int block_ms, struct job *job)
{
    int err = ERR_SYNTAX;

    for (int i = 0; err == ERR_SYNTAX && i < TRIES; i++)
        err = read_new(s, block_ms, job);
    return err == ERR_SYNTAX ? JOBS_NONE : err;
}

int jobs_claim(struct redis *r, const struct job_queue *q, const char *consumer,
               int64_t claim_after_ms, int block_ms, bool new_first, struct job *out)
{
    struct stream s = stream_of(r, q, consumer);
    int err = new_first ? claim_new(&s, 0, out) : JOBS_NONE;

    if (err == JOBS_NONE)
        err = claim_overdue(&s, claim_after_ms, out);
    if (err == ERR_REDIS && failed_with(r, "NOGROUP")) { /* the server has lost its data */
        err = jobs_prepare(r, q);
        if (err == 0)
            err = JOBS_NONE;
    }
    return err == JOBS_NONE ? claim_new(&s, block_ms, out) : err;
}

int jobs_renew(struct redis *r, const struct job_queue *q, const char *consumer,
               const struct job *job)
{
    struct stream s = stream_of(r, q, consumer);
    struct redis_value *v = NULL;
    int err = redis_commandl(r, &v, "XPENDING", s.key, PROGRESS_GROUP, job->entry, job->entry, "1",
                             consumer, (const char *)NULL);

    if (err == 0 && redis_value_count(v) == 0)
        err = ERR_SUPERSEDED;
    redis_value_free(&v);
    if (err != 0)
        return err == ERR_REDIS && failed_with(r, "NOGROUP") ? ERR_SUPERSEDED : err;
    return redis_commandl(r, NULL, "XCLAIM", s.key, PROGRESS_GROUP, consumer, "0", job->entry,
                          "JUSTID", (const char *)NULL);
}

int jobs_release(struct redis *r, const struct job_queue *q, const char *consumer,
                 const struct job *job)
{
    struct stream s = stream_of(r, q, consumer);

    return redis_commandl(r, NULL, "XCLAIM", s.key, PROGRESS_GROUP, consumer, "0", job->entry,
                          "IDLE", IDLE_LONG_MS, "JUSTID", (const char *)NULL);
}

int jobs_finish(struct redis *r, const struct job_queue *q, const struct job *job)
{
    return jobs_replace(r, q, job, NULL);
}

int jobs_replace(struct redis *r, const struct job_queue *q, const struct job *job,
                 const char *const *command)
{
    struct stream s = stream_of(r, q, NULL);

    return jobs_remove_entry(&s, job->entry, command);
}
