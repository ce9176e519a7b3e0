/* SPDX-License-Identifier: MIT */
/*
 * Handles the requests of a client.
 */
#include "ws/session/session_internal.h"

#include "base/clock.h"
#include "ws/fanout/counters.h"
#include "base/error.h"

#define BURST_S 10 /* the allowance of this time may be spent in one burst */

static const struct protocol_ref no_ref;

/* The answers follow when the source knows the uploads. */
static void watch_ids(struct session *s, const struct protocol_request *r)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < r->id_count; i++)
        rc = session_add_watch(s, r->ids[i], r->ref, false);
    if (rc != 0)
        session_refuse(s, r->ref, rc,
                       rc == ERR_TOO_MANY
                           ? "This connection has reached its limit of watched uploads."
                           : NULL);
}

static void on_watch(struct session *s, const struct protocol_request *r)
{
    int rc = session_auth_permit(s);

    if (rc != 0)
        session_refuse(s, r->ref, rc, NULL);
    else if (r->scope == PROTOCOL_IDS)
        watch_ids(s, r);
    else if (r->scope == PROTOCOL_SITE)
        session_site_watch(s, r);
    else
        session_lists_watch(s, r);
}

static void on_unwatch(struct session *s, const struct protocol_request *r)
{
    if (r->scope == PROTOCOL_SITE)
        session_site_unwatch(s);
    else if (r->scope != PROTOCOL_IDS)
        session_lists_unwatch(s, r->scope);
    for (size_t i = 0; i < r->id_count; i++) {
        struct watch *w = session_find_watch(s, r->ids[i]);
        if (w != NULL)
            session_drop_watch(w);
    }
}

static void on_auth(struct session *s, const struct protocol_request *r)
{
    if (r->token != NULL)
        session_auth_receive(s, r->token);
}

void session_obey(struct session *s, const struct protocol_request *r)
{
    switch (r->verb) {
    case PROTOCOL_WATCH:
        on_watch(s, r);
        break;
    case PROTOCOL_UNWATCH:
        on_unwatch(s, r);
        break;
    case PROTOCOL_PING:
        session_answer(s, protocol_beat(clock_wall_ms(), r->ref));
        break;
    case PROTOCOL_AUTH:
        on_auth(s, r);
        break;
    }
}

/* All requests cost the same; a burst may spend the allowance of BURST_S. */
static bool is_too_fast(struct session *s)
{
    int64_t rate = s->owner->limits.requests_per_s, now_ms = clock_mono_ms();

    if (rate == 0)
        return false;
    if (s->credit_at_ms < now_ms - (int64_t)BURST_S * 1000)
        s->credit_at_ms = now_ms - (int64_t)BURST_S * 1000;
    s->credit_at_ms += 1000 / rate + 1;
    return s->credit_at_ms > now_ms;
}

void session_receive(struct session *s, const char *text, size_t len)
{
    struct protocol_request r;

    if (s->closing)
        return;
    s->bytes_in += len;
    s->busy_at_ms = clock_mono_ms();
    counter_add(COUNTER_MESSAGES_IN, 1);
    counter_add(COUNTER_BYTES_IN, len);
    if (is_too_fast(s)) {
        session_refuse(s, no_ref, ERR_CONNECTIONS, "Too many messages in too short a time.");
        session_end(s, CLOSE_TOO_MANY, "too many messages");
        return;
    }
    int rc = protocol_parse(text, len, &r);
    if (rc == ERR_SYNTAX) {
        session_refuse(s, no_ref, rc, "A message must be one JSON object.");
        session_end(s, CLOSE_POLICY, "not a JSON object");
    } else if (rc != 0) {
        session_refuse(s, r.ref, rc, r.mistake);
    } else {
        session_obey(s, &r);
    }
    protocol_request_free(&r);
}
