/* SPDX-License-Identifier: MIT */
/*
 * Whether Redis takes changes. The relay makes none, so it asks: at each heartbeat, and whenever there is nothing of an
 * upload, which may exist and not be there because Redis did not take it.
 */
#include "source_internal.h"

#include "clock.h"
#include "log.h"
#include "redis_refusal.h"

#include <string.h>

#define CATCH_UP_MS                                                                                \
    4000 /* from the last refusal on: for those who write to tell what they could not */

void source_probe(struct source *s, struct topic *topic)
{
    const char *argv[] = {"EVAL", REDIS_REFUSAL_PROBE, "0"};

    feed_command(s->reader, 3, argv);
    source_expect(s, (struct source_expected){.topic = topic, .probe = true});
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

static void take_acceptance(struct source *s)
{
    if (s->refusal == NULL || clock_mono_ms() - s->refused_at_ms < CATCH_UP_MS)
        return;
    s->refusal = NULL;
    log_info("redis_accepts", NULL);
    topics_set_refused(s->topics, false);
    source_read_doubted(s);
}

/* A server that does not understand the question, or not from us, is taken to accept. */
static bool is_no_answer(const char *error)
{
    return strncmp(error, "ERR ", 4) == 0 || strncmp(error, "NOPERM", 6) == 0;
}

bool source_take_probe(struct source *s, const char *error)
{
    const char *why = redis_refusal_of(error);

    if (why != NULL)
        take_refusal(s, why);
    else if (error != NULL && !is_no_answer(error))
        return false;
    else
        take_acceptance(s);
    return true;
}
