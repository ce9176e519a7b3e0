/* SPDX-License-Identifier: MIT */
/*
 * The owner of an upload never changes, so it is asked for until Redis knows it.
 */
#include "cli/events/event_sink.h"

#include "base/error.h"
#include "base/json.h"
#include "progress/progress_document.h"
#include "progress/progress_list.h"
#include "redis/redis_shards.h"
#include "upload/state.h"

#include <stdlib.h>

/* Uploads of one batch whose owners come. */
struct event_sink_owners {
    struct event_sink *sink;
    const char *const *ids;
};

static enum unfinished_owner event_sink_judge(const struct event_sink *s, const char *owner)
{
    return event_filter_wants_owner(&s->filter, owner) ? OWNER_WANTED : OWNER_OTHER;
}

/* Without an owner, the upload may be unknown to Redis: event_sink_ask_owner() tells. */
static void event_sink_note_owner(void *arg, size_t place, const char *owner)
{
    const struct event_sink_owners *o = arg;

    if (owner == NULL)
        return;
    struct unfinished_upload *one = unfinished_add(&o->sink->unfinished, o->ids[place]);

    if (one != NULL)
        one->owner = event_sink_judge(o->sink, owner);
}

int event_sink_learn_owners(struct event_sink *s, size_t shard, const char *const *ids, size_t n)
{
    struct event_sink_owners o = {s, ids};

    if (s->filter.owner == NULL)
        return 0;
    return progress_list_owners(document_reader_redis(s->cli->reader, shard),
                                s->cli->config.redis_prefix, ids, n, event_sink_note_owner, &o);
}

/* Asks Redis for the owner of an upload that is not known. */
static int event_sink_ask_owner(struct event_sink *s, const char *id, enum unfinished_owner *out)
{
    struct redis *r = redis_shards_of(document_reader_shards(s->cli->reader, id), id);
    char *owner = NULL;
    int err = progress_read_owner(r, s->cli->config.redis_prefix, id, &owner);

    *out = err == ERR_NOT_FOUND ? OWNER_UNKNOWN : event_sink_judge(s, owner);
    free(owner);
    return err == ERR_NOT_FOUND ? 0 : err;
}

static int event_sink_find_owner(struct event_sink *s, const char *id, enum unfinished_owner *out)
{
    const struct unfinished_upload *one = unfinished_find(&s->unfinished, id);

    *out = s->filter.owner == NULL ? OWNER_WANTED : one != NULL ? one->owner : OWNER_UNKNOWN;
    return *out == OWNER_UNKNOWN ? event_sink_ask_owner(s, id, out) : 0;
}

/* What the sink needs of a document. */
struct event_sink_news {
    int64_t epoch, rev;
    int state;
};

static int event_sink_read(struct event_sink *s, const char *id, const char *text, size_t len,
                           struct event_sink_news *out)
{
    struct json *doc = NULL;

    s->updated_at_ms = 0;
    if (progress_document_parse(id, text, len, &doc) != 0)
        return ERR_SYNTAX;
    out->epoch = json_get_int(doc, "epoch", 0);
    out->rev = json_get_int(doc, "rev", 0);
    out->state = state_from_name(json_get_string(doc, "state", ""));
    s->updated_at_ms = json_get_int(doc, "updated_at", 0);
    json_free(&doc);
    return 0;
}

/* Notes owner and state. Returns false if a newer document, or this one, was taken already: events
 * that wait while the present state is read are older than it. Without memory for the upload each
 * one counts as newer. */
static bool event_sink_note(struct event_sink *s, const char *id,
                            const struct event_sink_news *news, enum unfinished_owner owner)
{
    struct unfinished_upload *one = unfinished_add(&s->unfinished, id);

    if (one == NULL)
        return true;
    one->owner = owner;
    if (!unfinished_renew(one, news->epoch, news->rev))
        return false;
    unfinished_end(&s->unfinished, one, state_ended((enum state)news->state));
    return true;
}

int event_sink_take(struct event_sink *s, const char *id, const char *text, size_t len)
{
    enum unfinished_owner owner;
    struct event_sink_news news;

    if (event_sink_read(s, id, text, len, &news) != 0)
        return 0;
    int err = event_sink_find_owner(s, id, &owner);
    if (err != 0)
        return err;
    if (!event_sink_note(s, id, &news, owner) || owner != OWNER_WANTED ||
        !event_filter_wants_state(&s->filter, news.state))
        return 0;
    return line_output_write(&s->out, text, len) ? 0 : ERR_INTERRUPTED;
}
