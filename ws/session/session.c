/* SPDX-License-Identifier: MIT */
/*
 * One session: opening, closing and the order of its messages. That order is fixed: the welcome,
 * answers, notices, the beat, then the watched uploads in turn.
 */
#include "ws/session/session_internal.h"

#include "base/clock.h"
#include "ws/fanout/counters.h"
#include "base/error.h"
#include "base/random.h"

#define RECONNECT_SPREAD_MS 3000 /* so that the clients do not all reconnect at once */

static const struct protocol_ref no_ref;

static struct message *make_own(const struct session *s, unsigned due)
{
    switch (due) {
    case MARK_WELCOME:
        return protocol_welcome(s->name, s->owner->limits.beat_ms);
    case MARK_NOTICE:
        return protocol_error(no_ref, ERR_REDIS, NULL);
    case MARK_BEAT:
        return protocol_beat(clock_wall_ms(), no_ref);
    case MARK_SITE:
        return site_message(s->owner->site, clock_mono_ms());
    default:
        return protocol_bye("shutting_down", random_up_to(RECONNECT_SPREAD_MS));
    }
}

int64_t session_beat_ms(const struct session *s)
{
    return s->owner->limits.beat_ms;
}

static unsigned own_marks(const struct session *s)
{
    return s->closing ? MARK_WELCOME | MARK_BYE : ~(unsigned)MARK_BYE;
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
    if ((s->due & MARK_WELCOME) != 0)
        m = make_own(s, session_take_mark(&s->due, MARK_WELCOME));
    else if (!STAILQ_EMPTY(&s->answers))
        m = session_next_answer(s);
    else if ((s->due & own_marks(s)) != 0)
        m = make_own(s, session_take_mark(&s->due, own_marks(s)));
    else if (!session_next_of_watches(s, &m))
        return NULL;
    if (m == NULL)
        session_end(s, CLOSE_INTERNAL, "out of memory");
    else
        count_out(s, m);
    return m;
}
