/* SPDX-License-Identifier: MIT */
/*
 * Stages are counted by their kinds, because their names are the site's. The time is that between
 * the two times in the record, as people see them: it includes the pauses between runs.
 * External stages are not measured.
 */
#include "worker/stage_counts.h"

#include "progress/stats.h"
#include "webhook/webhook_event.h"

static void stage_counts_note_webhook(const struct stage *s, bool is_sent)
{
    stats_add(s->state == STAGE_DONE ? STAT_WEBHOOKS_SENT : STAT_WEBHOOKS_GIVEN_UP, 1);
    stats_observe(STAT_WEBHOOK_ATTEMPTS, NULL, s->tries + is_sent);
}

void stage_counts_note(const struct stage_context *ctx, const struct stage *s,
                       const struct stage_ops *ops)
{
    if (s->state == STAGE_FAILED)
        stats_add(STAT_STAGES_FAILED, 1);
    if (ops == NULL || (s->state != STAGE_DONE && s->state != STAGE_FAILED))
        return;
    stats_observe(STAT_STAGE_TIME, ops->name, s->ended_at - s->started_at);
    if (ops == &stage_notify && event_concerns(EVENT_PROCESSED, ctx->settings, ctx->upload))
        stage_counts_note_webhook(s, ctx->is_sent);
}
