/* SPDX-License-Identifier: MIT */
/*
 * Whether Redis accepts changes. The relay makes none, so it probes: at each heartbeat, and
 * whenever an upload has no snapshot, because Redis may have refused the change that would have
 * written it.
 */
#include "ws/source/source_internal.h"

#include "base/clock.h"
#include "base/log.h"
#include "redis/redis_refusal.h"

#include <string.h>

/* Time from the last refusal for the writers to repeat what Redis refused. */
#define CATCH_UP_MS 4000

void source_probe(struct source *s, source_take *take, void *subject)
{
    const char *argv[] = {"EVAL", REDIS_REFUSAL_PROBE, "0"};

    source_ask(s, 3, argv, take, subject);
}

static void take_refusal(struct source *s, const char *why)
{
    s->refused_at_ms = clock_mono_ms();
    if (s->refusal != NULL)
        return;
    s->refusal = why;
    log_warn("redis_refuses", "reason", why, NULL);
    topics_set_refused(s->topics, true);
}

static enum source_answer take_acceptance(struct source *s)
{
    if (s->refusal == NULL || clock_mono_ms() - s->refused_at_ms < CATCH_UP_MS)
        return SOURCE_AS_BEFORE;
    s->refusal = NULL;
    log_info("redis_accepts", NULL);
    topics_set_refused(s->topics, false);
    return SOURCE_ACCEPTS_AGAIN;
}

/* A server that does not know the command, or does not permit it, counts as accepting. */
static bool is_no_answer(const char *error)
{
    return strncmp(error, "ERR ", 4) == 0 || strncmp(error, "NOPERM", 6) == 0;
}

enum source_answer source_read_probe(struct source *s, const struct redis_connection_reply *reply)
{
    size_t len;
    const char *error =
        redis_connection_reply_is_error(reply) ? redis_connection_reply_text(reply, &len) : NULL;
    const char *why = redis_refusal_of(error);

    if (error != NULL && why == NULL && !is_no_answer(error))
        return SOURCE_UNANSWERED;
    if (why == NULL)
        return take_acceptance(s);
    take_refusal(s, why);
    return SOURCE_AS_BEFORE;
}
