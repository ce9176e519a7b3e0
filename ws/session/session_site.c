/* SPDX-License-Identifier: MIT */
/*
 * Watches of the site, for administrators. The permission is checked before each message, because a
 * session may have authenticated anew since.
 */
#include "ws/session/session_internal.h"

void session_site_watch(struct session *s, const struct protocol_request *r)
{
    int rc = session_auth_permit_all(s);

    if (rc != 0) {
        session_refuse(s, r->ref, rc, NULL);
        return;
    }
    s->owner->site_watchers += !s->site;
    s->site = true;
    session_answer(s, protocol_watching_scope(r->ref, PROTOCOL_SITE));
    session_mark_due(s, MARK_SITE);
}

void session_site_unwatch(struct session *s)
{
    s->owner->site_watchers -= s->site;
    s->site = false;
    s->due &= ~(unsigned)MARK_SITE;
}

static void session_site_mark_due(struct session *s)
{
    static const struct protocol_ref no_ref;
    int rc = session_auth_permit_all(s);

    if (rc == 0) {
        session_mark_due(s, MARK_SITE);
        return;
    }
    session_site_unwatch(s);
    session_refuse(s, no_ref, rc, NULL);
}

void sessions_mark_site_due(struct sessions *s, int64_t now_ms)
{
    struct session *one;

    if (now_ms < s->site_due_ms)
        return;
    /* Adds to the due time, so that the average rate does not depend on the ticks. */
    s->site_due_ms += SITE_EVERY_MS;
    if (s->site_due_ms <= now_ms)
        s->site_due_ms = now_ms + SITE_EVERY_MS;
    site_refresh(s->site, now_ms);
    if (s->site_watchers == 0)
        return;
    for (one = TAILQ_FIRST(&s->all); one != NULL; one = TAILQ_NEXT(one, entry))
        if (one->site && !one->closing)
            session_site_mark_due(one);
}
