/* SPDX-License-Identifier: MIT */
/*
 * The owner of an upload never changes, so it is asked for once.
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

static void event_sink_note_owner(void *arg, size_t place, const char *owner)
{
    const struct event_sink_owners *o = arg;
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

    *out = event_sink_judge(s, owner);
    free(owner);
    return err == ERR_NOT_FOUND ? 0 : err;
}

static int event_sink_find_owner(struct event_sink *s, const char *id, enum unfinished_owner *out)
{
    const struct unfinished_upload *one = unfinished_find(&s->unfinished, id);

    *out = s->filter.owner == NULL ? OWNER_WANTED : one != NULL ? one->owner : OWNER_UNKNOWN;
    return *out == OWNER_UNKNOWN ? event_sink_ask_owner(s, id, out) : 0;
}

static void event_sink_note_state(struct event_sink *s, const char *id, int state,
                                  enum unfinished_owner owner)
{
    if (state_ended((enum state)state)) {
        unfinished_remove(&s->unfinished, id);
        return;
    }
    struct unfinished_upload *one = unfinished_add(&s->unfinished, id);
    if (one != NULL)
        one->owner = owner;
}

int event_sink_take(struct event_sink *s, const char *id, const char *text, size_t len)
{
    enum unfinished_owner owner;
    struct json *doc = NULL;

    s->updated_at_ms = 0;
    if (progress_document_parse(id, text, len, &doc) != 0)
        return 0;
    int state = state_from_name(json_get_string(doc, "state", ""));
    s->updated_at_ms = json_get_int(doc, "updated_at", 0);
    json_free(&doc);
    int err = event_sink_find_owner(s, id, &owner);
    if (err != 0)
        return err;
    event_sink_note_state(s, id, state, owner);
    if (owner != OWNER_WANTED || !event_filter_wants_state(&s->filter, state))
        return 0;
    return line_output_write(&s->out, text, len) ? 0 : ERR_INTERRUPTED;
}
