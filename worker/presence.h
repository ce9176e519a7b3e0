/* SPDX-License-Identifier: MIT */
/*
 * What a worker tells of itself in Redis: that it lives, which spool it serves, and what it does.
 */
#ifndef LOADLINE_PRESENCE_H
#define LOADLINE_PRESENCE_H

#include "progress/heartbeat.h"
#include "worker/job_processes.h"
#include "worker/worker.h"

/* Records that a worker was alive at this time, with --drain too. 0, or ERR_REDIS if Redis does not
 * accept the write. */
int presence_note_alive(struct redis *r, const struct worker *w);

/* Names the worker's spool as one that this host's worker serves (known_spools.h). Returns true if
 * Redis did not know that: it is new there, or Redis has lost its data. */
bool presence_announce_spool(struct redis *r, const struct worker *w, const struct heartbeat *self);

/* Jobs in our spool's queue, and the uploads of the whole site. */
struct presence_jobs {
    bool known;
    int64_t queued; /* running ones included */
    int64_t waiting, parked;
    int64_t uploads_active, senders;
};

/* Counts those in one shard. */
struct presence_jobs presence_count_jobs(struct redis *r, const struct worker *w);

/* Writes the heartbeat into the initialized buffer, at most HEARTBEAT_MAX bytes: without the space
 * of the spool, and then without jobs, if there is no room for them. 0 or ERR_NOMEM, ERR_BOUND. */
int presence_print(const struct worker *w, const struct heartbeat *self,
                   const struct job_processes *p, const struct presence_jobs *jobs, bool stopping,
                   struct buffer *out);

/* Publishes this worker's state to the watchers of the site who hear this server; jobs: of all
 * shards. */
void presence_publish(struct redis *r, const struct worker *w, const struct heartbeat *self,
                      const struct job_processes *p, const struct presence_jobs *jobs,
                      bool stopping);

#endif
