/* SPDX-License-Identifier: MIT */
/*
 * One loop around poll(2): the shards, and standard output, whose reader may leave.
 */
#include "cli/events/event_feed.h"
#include "cli/common/interrupt.h"
#include "cli/events/present_state.h"
#include "cli/events/subscription.h"

#include "base/backoff.h"
#include "base/clock.h"
#include "base/error.h"
#include "config/config_redis.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define RETRY_MS 100
#define RETRY_MAX_MS 5000
#define WAIT_MAX_MS 60000
/* Clocks differ: what ended so long before the last event that was heard may be missed. */
#define GAP_SLACK_MS (2 * 60 * 1000)

struct event_shard {
    struct subscription *subscription;
    unsigned failures; /* in a row */
    int64_t retry_at;  /* monotonic */
    int64_t gap_ms;    /* events since this wall time may be missed; 0: none are */
};

struct event_feed {
    struct event_sink *sink;
    struct event_shard shards[REDIS_SHARDS_MAX];
    size_t count;
    bool with_state;
    size_t hearing; /* the shard whose events are taken */
};

static int event_feed_open(struct event_feed *f, struct redis_targets *targets)
{
    const struct config *c = &f->sink->cli->config;
    int rc = config_redis_targets(c, targets);

    for (size_t i = 0; rc == 0 && i < targets->count; i++) {
        rc = subscription_new(&targets->of[i], c->redis_prefix, (int)c->redis_timeout_ms,
                              &f->shards[i].subscription);
        f->count += rc == 0;
    }
    return rc;
}

/* Says it with the shard's number, if there are several. */
static void event_feed_complain(const struct event_feed *f, size_t shard, const char *text,
                                const char *why)
{
    char name[32] = "";

    if (f->count > 1)
        (void)snprintf(name, sizeof name, "shard %zu: ", shard + 1);
    cli_complain("%s%s%s%s", name, text, why != NULL ? ": " : "", why != NULL ? why : "");
}

/* --- connecting --- */

/* Connects one shard, and reads what its events do not tell. */
static int event_feed_connect(struct event_feed *f, size_t shard, const char **why_out)
{
    struct event_shard *s = &f->shards[shard];
    int rc = subscription_connect(s->subscription);

    *why_out = subscription_failure(s->subscription);
    if (rc != 0)
        return rc;
    if (s->gap_ms != 0)
        event_feed_complain(f, shard,
                            "Redis answers again; events may have been missed, so the present "
                            "state follows",
                            NULL);
    rc = f->with_state || s->gap_ms != 0 ? present_state_print(f->sink, shard, s->gap_ms)
                                         : present_state_note(f->sink, shard);
    if (rc == ERR_REDIS) {
        *why_out = document_reader_failure(f->sink->cli->reader);
        subscription_disconnect(s->subscription);
    }
    return rc;
}

static void event_feed_note_loss(struct event_feed *f, size_t shard, const char *why)
{
    static const struct backoff backoff = {RETRY_MS, RETRY_MAX_MS, BACKOFF_EQUAL_JITTER};
    struct event_shard *s = &f->shards[shard];

    if (s->failures++ == 0)
        event_feed_complain(f, shard, "the events of Redis are lost; trying again", why);
    if (s->gap_ms == 0)
        s->gap_ms = subscription_heard(s->subscription)->until_ms - GAP_SLACK_MS;
    s->retry_at = clock_mono_ms() + backoff_ms(&backoff, s->failures);
}

/* Connects the shards that are due. ERR_INTERRUPTED ends the feed. */
static int event_feed_mend(struct event_feed *f)
{
    const char *why;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < f->count; i++) {
        struct event_shard *s = &f->shards[i];
        if (subscription_fd(s->subscription) >= 0 || clock_mono_ms() < s->retry_at)
            continue;
        rc = event_feed_connect(f, i, &why);
        if (rc == 0)
            *s = (struct event_shard){.subscription = s->subscription};
        else if (rc == ERR_REDIS) {
            event_feed_note_loss(f, i, why);
            rc = 0;
        }
    }
    return rc;
}

static int event_feed_begin(struct event_feed *f)
{
    const char *why;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < f->count; i++) {
        rc = event_feed_connect(f, i, &why);
        if (rc == ERR_REDIS)
            event_feed_complain(f, i, error_text(rc), why);
    }
    return rc;
}

/* --- the loop --- */

static int event_feed_hear(void *arg, const char *id, const char *text, size_t len)
{
    struct event_feed *f = arg;
    struct heard *heard = subscription_heard(f->shards[f->hearing].subscription);
    int rc = event_sink_take(f->sink, id, text, len);

    heard_document(heard, f->sink->updated_at_ms, clock_wall_ms());
    return rc;
}

/* Takes what a shard has sent. Only the end of the sink is an error. */
static int event_feed_receive(struct event_feed *f, size_t shard)
{
    struct subscription *s = f->shards[shard].subscription;

    f->hearing = shard;
    int rc = subscription_receive(s, event_feed_hear, f);

    if (rc != ERR_REDIS)
        return rc;
    /* Still connected: an owner could not be asked for. */
    bool is_ours = subscription_fd(s) < 0;
    event_feed_note_loss(f, shard,
                         is_ours ? subscription_failure(s)
                                 : document_reader_failure(f->sink->cli->reader));
    subscription_disconnect(s);
    return 0;
}

/* Fills the descriptors of the shards, and returns how long to wait. */
static int event_feed_prepare(struct event_feed *f, struct pollfd *fds)
{
    int64_t wait_ms = WAIT_MAX_MS, now = clock_mono_ms();

    for (size_t i = 0; i < f->count; i++) {
        struct event_shard *s = &f->shards[i];
        int64_t due_ms = s->retry_at - now;
        if (subscription_fd(s->subscription) >= 0 &&
            subscription_check(s->subscription, &due_ms) != 0) {
            event_feed_note_loss(f, i, subscription_failure(s->subscription));
            due_ms = s->retry_at - now;
        }
        fds[i] = (struct pollfd){.fd = subscription_fd(s->subscription),
                                 .events = subscription_events(s->subscription)};
        if (due_ms < wait_ms)
            wait_ms = due_ms;
    }
    return wait_ms > 0 ? (int)wait_ms : 0;
}

static int event_feed_step(struct event_feed *f)
{
    struct pollfd fds[REDIS_SHARDS_MAX + 1] = {0};
    int rc = event_feed_mend(f);

    if (rc != 0)
        return rc;
    int wait_ms = event_feed_prepare(f, fds);
    bool forgets = !LIST_EMPTY(&f->sink->unfinished.ended);
    fds[f->count].fd = STDOUT_FILENO; /* for POLLERR: the reader is gone */
    int ready = interrupt_poll(fds, (nfds_t)f->count + 1, forgets ? 0 : wait_ms);
    if (ready == 0 && forgets) /* all is read: no older event of an ended upload can come */
        unfinished_drop_ended(&f->sink->unfinished);
    if (ready <= 0)
        return 0;
    f->sink->out.is_closed = fds[f->count].revents != 0;
    for (size_t i = 0; rc == 0 && i < f->count; i++)
        if (fds[i].revents != 0)
            rc = event_feed_receive(f, i);
    return rc == 0 && f->sink->out.is_closed ? ERR_INTERRUPTED : rc;
}

int event_feed_run(struct event_sink *sink, bool with_state)
{
    struct event_feed f = {.sink = sink, .with_state = with_state};
    struct redis_targets targets;
    int rc = event_feed_open(&f, &targets);

    if (rc == 0)
        rc = event_feed_begin(&f);
    while (rc == 0 && !interrupt_caught())
        rc = event_feed_step(&f);
    for (size_t i = 0; i < f.count; i++)
        subscription_free(&f.shards[i].subscription);
    explicit_bzero(&targets, sizeof targets); /* passwords */
    return rc == ERR_INTERRUPTED ? 0 : rc;
}
