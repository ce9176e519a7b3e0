/* SPDX-License-Identifier: MIT */
/*
 * The job stream of a spool: uploads that wait for processing. The spool's workers claim them
 * through a consumer group, at least once each. The script that moves an upload to `queued` adds
 * the entries.
 */
#ifndef LOADLINE_JOBS_H
#define LOADLINE_JOBS_H

#include "base/id.h"
#include "redis/redis.h"

#define JOBS_ENTRY_SIZE 48
#define JOBS_NONE 1 /* a positive result: nothing to claim */

/* The jobs of one spool. With spool "" those whose spool is not known (adoption.h). */
struct job_queue {
    const char *prefix;
    const char *spool;
};

struct job {
    char entry[JOBS_ENTRY_SIZE]; /* the entry's id in the stream */
    char id[ID_SIZE];
    int64_t deliveries; /* 1 for a fresh claim */
};

/* Creates the stream and the group if they are missing; jobs_claim() also does so. 0 or ERR_REDIS.
 */
int jobs_prepare(struct redis *r, const struct job_queue *q);

/* Claims one job: an entry whose claim was not renewed for claim_after_ms, else a new entry. It
 * waits at most block_ms for one (less than the connection's timeout). With new_first it tries in
 * the other order; a worker that alternates lets neither kind starve. 0, JOBS_NONE, ERR_REDIS. */
int jobs_claim(struct redis *r, const struct job_queue *q, const char *consumer,
               int64_t claim_after_ms, int block_ms, bool new_first, struct job *out);

/* Renews our claim on an entry. ERR_SUPERSEDED if the claim is lost: claimed by another worker,
 * finished, or lost by the server. ERR_REDIS. */
int jobs_renew(struct redis *r, const struct job_queue *q, const char *consumer,
               const struct job *job);

/* Releases our claim, so that the next worker that claims can take the entry immediately. 0, also
 * if the entry is gone; ERR_REDIS. */
int jobs_release(struct redis *r, const struct job_queue *q, const char *consumer,
                 const struct job *job);

/* Removes the entry: XACK and XDEL in one transaction. 0, also if the entry is gone; ERR_REDIS. */
int jobs_finish(struct redis *r, const struct job_queue *q, const struct job *job);

/* Like jobs_finish(), in one transaction with a command that stores the job elsewhere: its words,
 * then NULL. */
int jobs_replace(struct redis *r, const struct job_queue *q, const struct job *job,
                 const char *const *command);

/* Returns the upload's id in a stream entry, [entry, [name, value, ...]]; NULL if there is none. It
 * belongs to the entry. */
const char *jobs_entry_id(const struct redis_value *entry);

#endif
