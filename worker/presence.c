/* SPDX-License-Identifier: MIT */
/*
 * A few writes per heartbeat, and the length of the queue. None of them is needed for work to
 * continue.
 */
#include "worker/presence.h"

#include "base/clock.h"
#include "base/error.h"
#include "progress/known_spools.h"
#include "progress/progress.h"
#include "progress/site_stats.h"
#include "service/startup.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SPACE_KEPT_MS 600000 /* walks of a large spool take long */

int presence_note_alive(struct redis *r, const struct worker *w)
{
    char key[PROGRESS_KEY_SIZE], sign[40];

    progress_key(w->config.redis_prefix, PROGRESS_WORKER, key);
    (void)snprintf(sign, sizeof sign, "%" PRId64 "%s", clock_wall_ms(),
                   startup_is_current(&w->config) ? "" : PROGRESS_WORKER_OLD);
    return redis_commandl(r, NULL, "SET", key, sign, (const char *)NULL);
}

bool presence_announce_spool(struct redis *r, const struct worker *w, const struct heartbeat *self)
{
    struct known_spool k = {.program = KNOWN_SPOOLS_WORKER,
                            .seen_ms = clock_wall_ms(),
                            .file_no = store_identity_file(w->store)};
    bool is_new;

    memcpy(k.spool, w->spool, sizeof k.spool);
    (void)snprintf(k.host, sizeof k.host, "%s", self->host);
    return known_spools_announce(r, w->config.redis_prefix, &k, &is_new) == 0 && is_new;
}

struct presence_jobs presence_count_jobs(struct redis *r, const struct worker *w)
{
    int64_t gauges[SITE_STATS_COUNT] = {0};
    bool known = site_stats_add_queue(r, w->config.redis_prefix, w->spool, gauges) == 0 &&
                 site_stats_add_uploads(r, w->config.redis_prefix, gauges) == 0;

    return (struct presence_jobs){
        .known = known,
        .queued = gauges[SITE_STATS_WAITING] + gauges[SITE_STATS_RUNNING],
        .waiting = gauges[SITE_STATS_WAITING],
        .parked = gauges[SITE_STATS_PARKED],
        .uploads_active = gauges[SITE_STATS_ACTIVE],
        .senders = gauges[SITE_STATS_LEASES],
    };
}

/* For the relays' metrics. */
static void presence_add_jobs(struct buffer *text, const struct presence_jobs *jobs)
{
    buffer_addf(text,
                ",\"jobs_queued\":%" PRId64 ",\"jobs_waiting\":%" PRId64 ",\"jobs_parked\":%" PRId64
                ",\"uploads_active\":%" PRId64 ",\"senders\":%" PRId64,
                jobs->queued, jobs->waiting, jobs->parked, jobs->uploads_active, jobs->senders);
}

/* Children measure it: each walk, and each job at its end. */
static void presence_add_space(struct buffer *text, const struct worker *w,
                               const struct child_notes *notes)
{
    int64_t free_bytes, size, max_age_ms = 2 * w->config.reconcile_interval_ms + SPACE_KEPT_MS;

    if (child_notes_space(notes, clock_mono_ms(), max_age_ms, &free_bytes, &size))
        buffer_addf(text, ",\"spool_free\":%" PRId64 ",\"spool_size\":%" PRId64, free_bytes, size);
}

/* How much a heartbeat says. */
enum presence_extent { PRESENCE_BRIEF, PRESENCE_JOBS, PRESENCE_WHOLE };

int presence_print(const struct worker *w, const struct heartbeat *self,
                   const struct job_processes *p, const struct presence_jobs *jobs, bool stopping,
                   struct buffer *out)
{
    for (int extent = PRESENCE_WHOLE; extent >= PRESENCE_BRIEF; extent--) {
        buffer_reset(out);
        heartbeat_begin(self, stopping, out);
        buffer_addf(out, ",\"slots\":%zu,\"running\":%zu,\"done\":%" PRId64 ",\"failed\":%" PRId64,
                    p->slots, job_processes_busy(p), p->done, p->failed);
        buffer_addf(out, ",\"spool\":\"%s\"", w->spool);
        if (extent >= PRESENCE_JOBS && jobs->known)
            presence_add_jobs(out, jobs);
        if (extent >= PRESENCE_WHOLE)
            presence_add_space(out, w, p->notes);
        buffer_add_char(out, '}');
        if (buffer_error(out) != ERR_BOUND)
            break;
    }
    return buffer_error(out);
}

void presence_publish(struct redis *r, const struct worker *w, const struct heartbeat *self,
                      const struct job_processes *p, const struct presence_jobs *jobs,
                      bool stopping)
{
    char channel[PROGRESS_KEY_SIZE];
    struct buffer text;

    buffer_init(&text, HEARTBEAT_MAX);
    progress_key(w->config.redis_prefix, PROGRESS_LAG, channel);
    if (presence_print(w, self, p, jobs, stopping, &text) == 0)
        (void)redis_commandl(r, NULL, "PUBLISH", channel, buffer_text(&text), (const char *)NULL);
    buffer_free(&text);
}
