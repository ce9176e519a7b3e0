/* SPDX-License-Identifier: MIT */
/*
 * The job stream: uploads that wait for processing, claimed through a consumer group, at least
 * once. Entries are added by the script that moves an upload to `queued`.
 */
#ifndef LOADLINE_JOBS_H
#define LOADLINE_JOBS_H

#include "base/id.h"
#include "redis/redis.h"

#define JOBS_ENTRY_SIZE 48
#define JOBS_NONE 1 /* a positive result: nothing to claim */

struct job {
    char entry[JOBS_ENTRY_SIZE]; /* the stream's id of the entry */
    char id[ID_SIZE];
    int64_t deliveries; /* 1 for a fresh claim */
};

/* Makes stream and group if need be; jobs_claim() does so too where they got lost. ERR_REDIS. */
int jobs_prepare(struct redis *r, const char *prefix);

/* Claims one: an entry whose claim nobody renewed for claim_after_ms, else a new one, waiting at
 * most block_ms (which must be below the connection's timeout). new_first: the other way round;
 * whoever takes turns lets neither kind starve. 0, JOBS_NONE, ERR_REDIS. */
int jobs_claim(struct redis *r, const char *prefix, const char *consumer, int64_t claim_after_ms,
               int block_ms, bool new_first, struct job *out);

/* Renews our claim on an entry. ERR_SUPERSEDED where it is not ours any more: claimed by another,
 * finished, or gone with the server's memory. ERR_REDIS. */
int jobs_renew(struct redis *r, const char *prefix, const char *consumer, const struct job *job);

/* Gives our claim back: whoever claims next takes the entry at once. 0 also where the entry is
 * gone; ERR_REDIS. */
int jobs_release(struct redis *r, const char *prefix, const char *consumer, const struct job *job);

/* Removes the entry: XACK and XDEL in one transaction. 0 also where the entry is gone; ERR_REDIS.
 */
int jobs_finish(struct redis *r, const char *prefix, const struct job *job);

/* The same, in one transaction with a command that keeps the job elsewhere: its words, then NULL.
 */
int jobs_replace(struct redis *r, const char *prefix, const struct job *job,
                 const char *const *command);

/* The upload's id in an entry as the stream gives it, [entry, [name, value, ...]]; NULL where there
 * is none. */
const char *jobs_entry_id(const struct redis_value *entry);

#endif
