/* SPDX-License-Identifier: MIT */
/*
 * The uploads that a session watches, and their messages in turn.
 */
#include "ws/session/session_internal.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* A listener is the first member of its watch. */
static struct watch *watch_of(struct listener *l)
{
    return (struct watch *)(void *)l;
}

static void session_watches_wake(struct listener *l)
{
    struct watch *w = watch_of(l);
    struct session *s = w->session;

    if (s->closing)
        return;
    if (!w->pending) {
        w->pending = true;
        TAILQ_INSERT_TAIL(&s->pending, w, waiting);
    }
    s->ops->request_write(s->connection);
}

static bool may_see(const struct listener *l, const char *owner)
{
    const struct watch *w = (const struct watch *)(const void *)l;

    return session_auth_sees(w->session, l->topic->id, owner);
}

void session_drop_watch(struct watch *w)
{
    struct session *s = w->session;

    s->watched[w->listener.topic->shard]--;
    topics_leave(s->owner->topics, &w->listener);
    TAILQ_REMOVE(&s->watches, w, all);
    if (w->pending)
        TAILQ_REMOVE(&s->pending, w, waiting);
    s->watch_count--;
    free(w);
}

void session_drop_watches(struct session *s)
{
    struct watch *w;

    while ((w = TAILQ_FIRST(&s->watches)) != NULL)
        session_drop_watch(w);
}

struct watch *session_find_watch(const struct session *s, const char *id)
{
    struct watch *w = TAILQ_FIRST(&s->watches);

    while (w != NULL && strcmp(w->listener.topic->id, id) != 0)
        w = TAILQ_NEXT(w, all);
    return w;
}

/* The session already watches the upload. A report by an upload list changes nothing. */
static int answer_again(struct watch *w, struct protocol_ref ref, bool found)
{
    if (found)
        return 0;
    w->found = false;
    w->ref = ref;
    topic_answer_again(&w->listener);
    return 0;
}

int session_add_watch(struct session *s, const char *id, struct protocol_ref ref, bool found)
{
    struct watch *w = session_find_watch(s, id);

    if (w != NULL)
        return answer_again(w, ref, found);
    if (s->watch_count >= s->owner->limits.watches)
        return ERR_TOO_MANY;
    w = calloc(1, sizeof *w);
    if (w == NULL)
        return ERR_NOMEM;
    w->listener.wake = session_watches_wake;
    w->listener.may_see = may_see;
    w->session = s;
    w->ref = ref;
    w->found = found;
    TAILQ_INSERT_TAIL(&s->watches, w, all);
    s->watch_count++;
    int rc = topics_join(s->owner->topics, id, &w->listener);
    if (rc != 0) {
        TAILQ_REMOVE(&s->watches, w, all);
        s->watch_count--;
        free(w);
        return rc;
    }
    s->watched[w->listener.topic->shard]++;
    return 0;
}

static struct message *make_of_watch(const struct watch *w, unsigned due)
{
    const struct topic *t = w->listener.topic;

    switch (due) {
    case MARK_WATCHING:
        return protocol_watching(w->ref, t->id);
    case MARK_GONE:
        return protocol_gone(t->id);
    case MARK_NEWEST:
        return message_ref(t->newest);
    default:
        return protocol_stale(t->id);
    }
}

/* A watch that an upload list found receives no answer and no "gone". */
static bool is_said(const struct watch *w, unsigned due)
{
    return !w->found || (due != MARK_WATCHING && due != MARK_GONE);
}

static bool is_last(const struct watch *w, unsigned due)
{
    return w->found && (due == MARK_GONE || (due == MARK_NEWEST && w->listener.topic->ended));
}

bool session_next_of_watches(struct session *s, struct message **out)
{
    struct watch *w;

    while ((w = TAILQ_FIRST(&s->pending)) != NULL) {
        unsigned due = session_take_mark(&w->listener.due, ~0u);
        bool said = is_said(w, due), last = is_last(w, due);
        if (said)
            *out = make_of_watch(w, due);
        if (last) {
            session_drop_watch(w);
        } else if (due != MARK_WATCHING) {
            TAILQ_REMOVE(&s->pending, w, waiting);
            w->pending = w->listener.due != 0;
            if (w->pending)
                TAILQ_INSERT_TAIL(&s->pending, w, waiting);
        }
        if (said)
            return true;
    }
    return false;
}
