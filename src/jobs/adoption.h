/* SPDX-License-Identifier: MIT */
/*
 * Jobs whose spool nobody named: those of programs that knew only one stream, and those that other
 * programs queue. The worker that has the upload's folder moves them to its own spool's queue.
 */
#ifndef LOADLINE_ADOPTION_H
#define LOADLINE_ADOPTION_H

#include "jobs/jobs.h"

#define ADOPTION_PAGE 200 /* jobs looked at in one call, of each kind */
/* A job that no worker wanted for so long is removed. Should a spool with its upload come back, its
 * worker's walk queues it again. */
#define ADOPTION_KEPT_MS (24LL * 3600 * 1000)

/* How far the search has come; all zero at first. */
struct adoption {
    char entry[JOBS_ENTRY_SIZE + 1]; /* of the stream, or "" */
    char cursor[24];                 /* of the delayed jobs, or "" */
    bool (*wants)(void *arg, const char *id);
    void *arg;
};

/* Looks at the next jobs, and moves those that a->wants. Returns 1 if there are more to look at,
 * else 0: the next call begins anew. ERR_REDIS. */
int adoption_continue(struct redis *r, const struct job_queue *to, struct adoption *a,
                      int64_t now_wall_ms);

#endif
