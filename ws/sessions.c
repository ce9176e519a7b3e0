/* SPDX-License-Identifier: MIT */
/*
 * All sessions: their number, their heartbeats, and what concerns everyone.
 */
#include "session_internal.h"

#include "clock.h"
#include "error.h"

#include <assert.h>
#include <stdlib.h>

#define AWAY_GRACE_MS 1000 /* a reconnect within this is not worth a word */
#define TICKS_PER_BEAT 20
#define TICK_LEAST_MS 20
#define TICK_MOST_MS 500

int sessions_new(const struct session_limits *limits, struct topics *topics,
                 struct rosters *rosters, struct sessions **out)
{
    struct sessions *s = calloc(1, sizeof *s);

    *out = s;
    if (s == NULL)
        return ERR_NOMEM;
    s->limits = *limits;
    s->topics = topics;
    s->rosters = rosters;
    s->away_since_ms = clock_mono_ms();
    TAILQ_INIT(&s->all);
    return 0;
}

void sessions_free(struct sessions **s)
{
    if (*s == NULL)
        return;
    assert((*s)->count == 0);
    free(*s);
    *s = NULL;
}

size_t sessions_count(const struct sessions *s)
{
    return s->count;
}

int64_t sessions_tick_ms(const struct sessions *s)
{
    int64_t ms = s->limits.beat_ms / TICKS_PER_BEAT;

    return ms < TICK_LEAST_MS ? TICK_LEAST_MS : ms > TICK_MOST_MS ? TICK_MOST_MS : ms;
}

/* Whether the news has been away long enough to say so. */
static bool news_away(const struct sessions *s, int64_t now_ms)
{
    return !s->available && now_ms - s->away_since_ms >= AWAY_GRACE_MS;
}

/* All intervals are equal: who beats goes to the end, and the list stays in order. */
static void beat(struct sessions *s, int64_t now_ms)
{
    struct session *one;

    while ((one = TAILQ_FIRST(&s->all)) != NULL && one->beat_at_ms <= now_ms) {
        TAILQ_REMOVE(&s->all, one, entry);
        TAILQ_INSERT_TAIL(&s->all, one, entry);
        one->beat_at_ms = now_ms + s->limits.beat_ms;
        session_owe(one, SAY_BEAT);
    }
}

static void give_notice(struct sessions *s)
{
    struct session *one;

    for (one = TAILQ_FIRST(&s->all); one != NULL; one = TAILQ_NEXT(one, entry)) {
        if (one->noticed || one->watch_count == 0)
            continue;
        one->noticed = true;
        session_owe(one, SAY_NOTICE);
    }
}

static void check_askers(struct sessions *s, int64_t now_ms)
{
    int64_t wall_ms = clock_wall_ms();
    struct session *one, *next;

    for (one = TAILQ_FIRST(&s->all); one != NULL; one = next) {
        next = TAILQ_NEXT(one, entry);
        session_auth_tick(one, now_ms, wall_ms);
    }
}

void sessions_tick(struct sessions *s, int64_t now_ms)
{
    if (s->limits.authority->mode != ACCESS_BY_KEY)
        check_askers(s, now_ms);
    beat(s, now_ms);
    if (news_away(s, now_ms))
        give_notice(s);
}

void sessions_set_available(struct sessions *s, bool available, int64_t now_ms)
{
    struct session *one;

    if (s->available == available)
        return;
    s->available = available;
    s->away_since_ms = now_ms;
    for (one = TAILQ_FIRST(&s->all); one != NULL; one = TAILQ_NEXT(one, entry)) {
        one->noticed = false;
        one->due &= ~(unsigned)SAY_NOTICE;
    }
}

static void say_bye(struct session *s)
{
    s->due |= SAY_BYE;
    session_end(s, CLOSE_GOING_AWAY, "shutting down");
}

void sessions_shut_down(struct sessions *s, void (*drained)(void *arg), void *arg)
{
    struct session *one;

    s->stopping = true;
    s->drained = drained;
    s->drained_arg = arg;
    for (one = TAILQ_FIRST(&s->all); one != NULL; one = TAILQ_NEXT(one, entry))
        say_bye(one);
    if (s->count == 0)
        drained(arg);
}

int session_open(struct sessions *s, const struct transport_ops *ops, void *connection,
                 const struct session_asker *asker, struct session **out)
{
    static const struct session_asker nobody = {.err = ERR_UNAUTHORIZED};

    *out = NULL;
    if (s->count >= s->limits.sessions)
        return ERR_CONNECTIONS;
    struct session *one = calloc(1, sizeof *one);
    if (one == NULL)
        return ERR_NOMEM;
    if (id_random_hex(one->name, sizeof one->name) != 0) {
        free(one);
        return ERR_INTERNAL;
    }
    one->owner = s;
    one->ops = ops;
    one->connection = connection;
    one->beat_at_ms = clock_mono_ms() + s->limits.beat_ms;
    TAILQ_INIT(&one->watches);
    TAILQ_INIT(&one->pending);
    STAILQ_INIT(&one->answers);
    TAILQ_INSERT_TAIL(&s->all, one, entry);
    s->count++;
    *out = one;
    session_owe(one, SAY_WELCOME);
    if (s->stopping)
        say_bye(one);
    if (asker == NULL)
        asker = &nobody;
    session_auth_begin(one, asker->err, &asker->principal);
    return 0;
}

static void drop_answers(struct session *s)
{
    struct answer *a;

    while ((a = STAILQ_FIRST(&s->answers)) != NULL) {
        STAILQ_REMOVE_HEAD(&s->answers, entry);
        message_unref(&a->message);
        free(a);
    }
}

void session_close(struct session **s)
{
    struct session *one = *s;

    *s = NULL;
    if (one == NULL)
        return;
    struct sessions *owner = one->owner;
    session_rolls_end(one);
    session_drop_watches(one);
    drop_answers(one);
    session_auth_end(one);
    TAILQ_REMOVE(&owner->all, one, entry);
    owner->count--;
    free(one);
    if (owner->stopping && owner->count == 0)
        owner->drained(owner->drained_arg);
}
