/* SPDX-License-Identifier: MIT */
/*
 * All sessions: their number, their heartbeats, and messages to all of them.
 */
#include "ws/session/session_internal.h"

#include "base/clock.h"
#include "ws/fanout/counters.h"
#include "base/error.h"
#include "base/network.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define AWAY_GRACE_MS 1000 /* no notice if Redis reconnects within this time */
#define TICKS_PER_BEAT 20
#define TICK_LEAST_MS 20
#define TICK_MOST_MS 500

int sessions_new(const struct session_limits *limits, struct topics *topics,
                 struct upload_lists *lists, struct site *site, struct sessions **out)
{
    struct sessions *s = calloc(1, sizeof *s);

    *out = s;
    if (s == NULL)
        return ERR_NOMEM;
    s->limits = *limits;
    s->topics = topics;
    s->lists = lists;
    s->site = site;
    s->shards = 1;
    s->away_since_ms[0] = clock_mono_ms();
    TAILQ_INIT(&s->all);
    s->addresses = client_limits_new(limits->per_address, 0);
    s->pollers = client_limits_new(limits->polls_per_address, 0);
    s->owners = client_limits_new(limits->per_owner, 0);
    if (s->addresses == NULL || s->pollers == NULL || s->owners == NULL) {
        sessions_free(out);
        return ERR_NOMEM;
    }
    return 0;
}

void sessions_set_limits(struct sessions *s, const struct session_limits *limits)
{
    s->limits = *limits;
    client_limits_set_limits(s->addresses, limits->per_address, 0);
    client_limits_set_limits(s->pollers, limits->polls_per_address, 0);
    client_limits_set_limits(s->owners, limits->per_owner, 0);
}

void sessions_free(struct sessions **s)
{
    if (*s == NULL)
        return;
    assert((*s)->count == 0);
    client_limits_free(&(*s)->addresses);
    client_limits_free(&(*s)->pollers);
    client_limits_free(&(*s)->owners);
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

void sessions_set_shards(struct sessions *s, size_t count)
{
    s->shards = count;
    for (size_t i = 0; i < count; i++)
        s->away_since_ms[i] = s->away_since_ms[0];
}

/* Whether news of a shard has been unavailable long enough for a notice. */
static bool news_away(const struct sessions *s, size_t shard, int64_t now_ms)
{
    return (s->available & 1U << shard) == 0 && now_ms - s->away_since_ms[shard] >= AWAY_GRACE_MS;
}

static void check_idle(struct session *one, int64_t now_ms)
{
    int64_t limit_ms = one->owner->limits.idle_ms;

    if (one->watch_count > 0 || one->owned != NULL || one->all != NULL || one->site)
        one->busy_at_ms = now_ms;
    else if (limit_ms > 0 && now_ms - one->busy_at_ms > limit_ms)
        session_end(one, CLOSE_POLICY, "idle");
}

/* All intervals are equal: a session that was just sent its beat goes to the end, and the list
 * stays ordered. */
static void sessions_beat(struct sessions *s, int64_t now_ms)
{
    struct session *one;

    while ((one = TAILQ_FIRST(&s->all)) != NULL && one->beat_at_ms <= now_ms) {
        TAILQ_REMOVE(&s->all, one, entry);
        TAILQ_INSERT_TAIL(&s->all, one, entry);
        one->beat_at_ms = now_ms + s->limits.beat_ms;
        session_mark_due(one, MARK_BEAT);
        check_idle(one, now_ms);
    }
}

static void give_notice(struct sessions *s, size_t shard)
{
    unsigned bit = 1U << shard;
    struct session *one;

    for (one = TAILQ_FIRST(&s->all); one != NULL; one = TAILQ_NEXT(one, entry)) {
        if ((one->noticed & bit) != 0 || one->watched[shard] == 0)
            continue;
        one->noticed |= bit;
        session_mark_due(one, MARK_NOTICE);
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
    if (s->limits.authority == NULL || authenticator_asks(s->limits.authority))
        check_askers(s, now_ms);
    sessions_beat(s, now_ms);
    sessions_mark_site_due(s, now_ms);
    for (size_t i = 0; i < s->shards; i++)
        if (news_away(s, i, now_ms))
            give_notice(s, i);
}

void sessions_set_available(struct sessions *s, size_t shard, bool available, int64_t now_ms)
{
    unsigned bit = 1U << shard;
    struct session *one;

    if (((s->available & bit) != 0) == available)
        return;
    s->available ^= bit;
    s->away_since_ms[shard] = now_ms;
    for (one = TAILQ_FIRST(&s->all); one != NULL; one = TAILQ_NEXT(one, entry)) {
        one->noticed &= ~bit;
        if (one->noticed == 0)
            one->due &= ~(unsigned)MARK_NOTICE;
    }
}

static void say_bye(struct session *s)
{
    s->due |= MARK_BYE;
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

static struct client_limits *places_of(const struct session *s)
{
    return s->ops->kind == SESSION_POLL ? s->owner->pollers : s->owner->addresses;
}

/* Takes a place under the limit of its address. Returns 0, ERR_CONNECTIONS or ERR_NOMEM. */
static int enter(struct session *s)
{
    char client[NETWORK_ADDRESS_SIZE];

    if (s->address[0] == '\0')
        return 0;
    network_client(s->address, client);
    int rc = client_limits_enter(places_of(s), client, &s->of_address);
    return rc == ERR_CROWDED ? ERR_CONNECTIONS : rc;
}

static struct session *session_new(struct sessions *s, const struct transport_ops *ops,
                                   void *connection, const struct session_asker *asker)
{
    struct session *one = calloc(1, sizeof *one);

    if (one == NULL)
        return NULL;
    one->owner = s;
    one->ops = ops;
    one->connection = connection;
    one->opened_at = clock_wall_ms();
    one->busy_at_ms = clock_mono_ms();
    one->beat_at_ms = clock_mono_ms() + s->limits.beat_ms;
    memcpy(one->address, asker->address, sizeof one->address);
    TAILQ_INIT(&one->watches);
    TAILQ_INIT(&one->pending);
    STAILQ_INIT(&one->answers);
    return one;
}

static int sessions_refuse(struct session *one, int err)
{
    counter_refused(err);
    free(one);
    return err;
}

int session_open(struct sessions *s, const struct transport_ops *ops, void *connection,
                 const struct session_asker *asker, struct session **out)
{
    static const struct session_asker nobody = {.err = ERR_UNAUTHORIZED};

    *out = NULL;
    if (s->count >= s->limits.sessions)
        return sessions_refuse(NULL, ERR_CONNECTIONS);
    if (asker == NULL)
        asker = &nobody;
    struct session *one = session_new(s, ops, connection, asker);
    if (one == NULL)
        return sessions_refuse(NULL, ERR_NOMEM);
    int rc = id_random_hex(one->name, sizeof one->name) == 0 ? enter(one) : ERR_INTERNAL;
    if (rc != 0)
        return sessions_refuse(one, rc);
    TAILQ_INSERT_TAIL(&s->all, one, entry);
    s->count++;
    s->kinds[ops->kind]++;
    *out = one;
    session_mark_due(one, MARK_WELCOME);
    if (s->stopping)
        say_bye(one);
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
    session_lists_end(one);
    session_site_unwatch(one);
    session_drop_watches(one);
    drop_answers(one);
    session_auth_end(one);
    client_limits_leave(places_of(one), &one->of_address);
    client_limits_leave(owner->owners, &one->of_owner);
    TAILQ_REMOVE(&owner->all, one, entry);
    owner->count--;
    owner->kinds[one->ops->kind]--;
    free(one);
    if (owner->stopping && owner->count == 0)
        owner->drained(owner->drained_arg);
}
