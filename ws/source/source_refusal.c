/* SPDX-License-Identifier: MIT */
/*
 * Whether Redis accepts changes. The relay makes none, so it probes: at each heartbeat, and
 * whenever an upload has no snapshot, because Redis may have refused the change that would have
 * written it.
 */
#include "ws/source/source_internal.h"

#include "base/clock.h"
#include "base/log.h"
#include "redis/redis_loss.h"
#include "redis/redis_refusal.h"

#include <string.h>

/* Time from the last doubt for the writers to repeat what Redis refused. */
#define CATCH_UP_MS 4000

void source_probe(struct source *s, source_take *take, void *subject)
{
    const char *argv[] = {"EVAL", REDIS_REFUSAL_PROBE, "0"};

    source_ask(s, 3, argv, take, subject);
}

void source_doubt(struct source *s)
{
    s->doubted_at_ms = clock_mono_ms();
    s->doubting = true;
    topics_set_refused(s->topics, s->settings.shard, true);
}

static void take_refusal(struct source *s, const char *why)
{
    char address[REDIS_ADDRESS_SIZE];

    source_doubt(s);
    if (s->refusal != NULL)
        return;
    s->refusal = why;
    log_warn("redis_refuses", "address", redis_address_text(&s->server, address), "reason", why,
             NULL);
}

static enum source_answer take_acceptance(struct source *s)
{
    char address[REDIS_ADDRESS_SIZE];

    if (!s->doubting || clock_mono_ms() - s->doubted_at_ms < CATCH_UP_MS)
        return SOURCE_AS_BEFORE;
    if (s->refusal != NULL)
        log_info("redis_accepts", "address", redis_address_text(&s->server, address), NULL);
    s->refusal = NULL;
    s->doubting = false;
    topics_set_refused(s->topics, s->settings.shard, false);
    return SOURCE_ACCEPTS_AGAIN;
}

/* A server that does not know the command, or does not permit it, counts as accepting. */
static bool is_no_answer(const char *error)
{
    return strncmp(error, "ERR ", 4) == 0 || strncmp(error, "NOPERM", 6) == 0;
}

enum source_answer source_read_probe(struct source *s, const struct redis_value *reply)
{
    const char *error =
        redis_value_type(reply) == REDIS_VALUE_ERROR ? redis_value_text(reply) : NULL;
    const char *why = redis_refusal_of(error);

    if (redis_loss_is(error) || (error != NULL && why == NULL && !is_no_answer(error)))
        return SOURCE_UNANSWERED;
    if (why == NULL)
        return take_acceptance(s);
    take_refusal(s, why);
    return SOURCE_AS_BEFORE;
}
