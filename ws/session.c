/* SPDX-License-Identifier: MIT */
/*
 * The conversation with one client. What is due comes in a fixed order: the welcome, answers,
 * notices, the beat, then one watched upload after the other in turn.
 */
#include "session_internal.h"

#include "clock.h"
#include "counters.h"
#include "error.h"
#include "jitter.h"

#include <stdlib.h>
#include <string.h>

#define BURST_S 10               /* as many messages as in so much time may come at once */
#define RECONNECT_SPREAD_MS 3000 /* so that not all come back at once */

static const struct protocol_ref no_ref;

void session_owe(struct session *s, unsigned due)
{
    s->due |= due;
    s->ops->request_write(s->connection);
}

void session_end(struct session *s, int code, const char *reason)
{
    if (s->closing)
        return;
    s->closing = true;
    s->ops->close(s->connection, code, reason);
    s->ops->request_write(s->connection);
}

/* Keeps an answer until the client can take it. A client that asks on and on without reading is closed. */
void session_answer(struct session *s, struct message *m)
{
    struct answer *a = m != NULL ? malloc(sizeof *a) : NULL;

    if (a == NULL) {
        message_unref(&m);
        session_end(s, CLOSE_INTERNAL, "out of memory");
        return;
    }
    a->message = m;
    STAILQ_INSERT_TAIL(&s->answers, a, entry);
    if (++s->answer_count > SESSION_ANSWERS_MAX)
        session_end(s, CLOSE_POLICY, "too many answers left unread");
    s->ops->request_write(s->connection);
}

void session_refuse(struct session *s, struct protocol_ref ref, int err, const char *text)
{
    counter_refused(err);
    session_answer(s, protocol_error(ref, err, text));
}

/* A listener is the first member of its watch. */
static struct watch *watch_of(struct listener *l)
{
    return (struct watch *)(void *)l;
}

static void wake(struct listener *l)
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

static void watch_free(struct watch *w)
{
    struct session *s = w->session;

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
        watch_free(w);
}

static struct watch *find_watch(const struct session *s, const char *id)
{
    struct watch *w = TAILQ_FIRST(&s->watches);

    while (w != NULL && strcmp(w->listener.topic->id, id) != 0)
        w = TAILQ_NEXT(w, all);
    return w;
}

/* It watches that upload already. What a roster finds is left as it is. */
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
    struct watch *w = find_watch(s, id);

    if (w != NULL)
        return answer_again(w, ref, found);
    if (s->watch_count >= s->owner->limits.watches)
        return ERR_TOO_MANY;
    w = calloc(1, sizeof *w);
    if (w == NULL)
        return ERR_NOMEM;
    w->listener.wake = wake;
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
    }
    return rc;
}

/* The answers come once the source knows. */
static void watch_ids(struct session *s, const struct protocol_request *r)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < r->id_count; i++)
        rc = session_add_watch(s, r->ids[i], r->ref, false);
    if (rc != 0)
        session_refuse(s, r->ref, rc,
                       rc == ERR_TOO_MANY ? "This connection watches as many uploads as it may."
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
        session_rolls_watch(s, r);
}

static void on_unwatch(struct session *s, const struct protocol_request *r)
{
    if (r->scope == PROTOCOL_SITE)
        session_site_unwatch(s);
    else if (r->scope != PROTOCOL_IDS)
        session_rolls_unwatch(s, r->scope);
    for (size_t i = 0; i < r->id_count; i++) {
        struct watch *w = find_watch(s, r->ids[i]);
        if (w != NULL)
            watch_free(w);
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

/* Requests cost the same; a burst of as many as are allowed in BURST_S is fine. */
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

/* Takes the lowest of the wanted marks. */
static unsigned take_mark(unsigned *marks, unsigned wanted)
{
    unsigned found = *marks & wanted;

    found &= ~found + 1;
    *marks &= ~found;
    return found;
}

static struct message *make_own(const struct session *s, unsigned due)
{
    switch (due) {
    case SAY_WELCOME:
        return protocol_welcome(s->name, s->owner->limits.beat_ms);
    case SAY_NOTICE:
        return protocol_error(no_ref, ERR_REDIS, NULL);
    case SAY_BEAT:
        return protocol_beat(clock_wall_ms(), no_ref);
    case SAY_SITE:
        return site_message(s->owner->site, clock_mono_ms());
    default:
        return protocol_bye("shutting_down", jitter_up_to(RECONNECT_SPREAD_MS));
    }
}

static struct message *make_of_watch(const struct watch *w, unsigned due)
{
    const struct topic *t = w->listener.topic;

    switch (due) {
    case DUE_WATCHING:
        return protocol_watching(w->ref, t->id);
    case DUE_GONE:
        return protocol_gone(t->id);
    case DUE_NEWEST:
        return message_ref(t->newest);
    default:
        return protocol_stale(t->id);
    }
}

/* What a roster found is not answered for; and it is left with its last word, or where it is gone. */
static bool is_said(const struct watch *w, unsigned due)
{
    return !w->found || (due != DUE_WATCHING && due != DUE_GONE);
}

static bool is_last(const struct watch *w, unsigned due)
{
    return w->found && (due == DUE_GONE || (due == DUE_NEWEST && w->listener.topic->ended));
}

/* The watch at the head says one thing, and the one it belongs with at once; then it is another's turn.
 * False: nobody has anything to say after all. */
static bool next_of_watches(struct session *s, struct message **out)
{
    struct watch *w;

    while ((w = TAILQ_FIRST(&s->pending)) != NULL) {
        unsigned due = take_mark(&w->listener.due, ~0u);
        bool said = is_said(w, due), last = is_last(w, due);
        if (said)
            *out = make_of_watch(w, due);
        if (last) {
            watch_free(w);
        } else if (due != DUE_WATCHING) {
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

static struct message *next_answer(struct session *s)
{
    struct answer *a = STAILQ_FIRST(&s->answers);
    struct message *m = a->message;

    STAILQ_REMOVE_HEAD(&s->answers, entry);
    s->answer_count--;
    free(a);
    return m;
}

int64_t session_beat_ms(const struct session *s)
{
    return s->owner->limits.beat_ms;
}

static unsigned own_marks(const struct session *s)
{
    return s->closing ? SAY_WELCOME | SAY_BYE : ~(unsigned)SAY_BYE;
}

static void count_out(struct session *s, const struct message *m)
{
    s->bytes_out += message_len(m);
    counter_add(COUNTER_MESSAGES_OUT, 1);
    counter_add(COUNTER_BYTES_OUT, message_len(m));
    if (message_about(m)->rev > 0)
        counter_add(COUNTER_EVENTS_OUT, 1);
}

bool session_has_next(const struct session *s)
{
    return (s->due & own_marks(s)) != 0 || !STAILQ_EMPTY(&s->answers) ||
           (!s->closing && !TAILQ_EMPTY(&s->pending));
}

struct message *session_next(struct session *s)
{
    struct message *m = NULL;

    if (!session_has_next(s))
        return NULL;
    if ((s->due & SAY_WELCOME) != 0)
        m = make_own(s, take_mark(&s->due, SAY_WELCOME));
    else if (!STAILQ_EMPTY(&s->answers))
        m = next_answer(s);
    else if ((s->due & own_marks(s)) != 0)
        m = make_own(s, take_mark(&s->due, own_marks(s)));
    else if (!next_of_watches(s, &m))
        return NULL;
    if (m == NULL)
        session_end(s, CLOSE_INTERNAL, "out of memory");
    else
        count_out(s, m);
    return m;
}
