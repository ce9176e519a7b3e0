/* SPDX-License-Identifier: MIT */
/*
 * Topics and their listeners. Clients choose the ids, so a balanced tree finds a topic: they could
 * fill a hash table with collisions.
 */
#include "ws/fanout/topic.h"

#include "ws/fanout/counters.h"
#include "base/error.h"
#include "progress/progress.h"
#include "progress/progress_document.h"

#include <assert.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

/* The topics of one shard, and its source. */
struct topics_part {
    TAILQ_HEAD(, topic) all;
    bool refused; /* Redis refuses changes */
    void (*attend)(void *arg, struct topic *topic);
    void *arg;
};

struct topics {
    void *tree; /* tsearch(3) */
    size_t count;
    struct topics_part parts[REDIS_SHARDS_MAX];
    size_t part_count;
};

static int topic_by_id(const void *a, const void *b)
{
    const struct topic *x = a, *y = b;

    return memcmp(x->id, y->id, ID_LEN);
}

int topics_new(struct topics **out)
{
    struct topics *t = calloc(1, sizeof *t);

    *out = t;
    if (t == NULL)
        return ERR_NOMEM;
    for (size_t i = 0; i < REDIS_SHARDS_MAX; i++)
        TAILQ_INIT(&t->parts[i].all);
    t->part_count = 1;
    return 0;
}

void topics_free(struct topics **t)
{
    if (*t == NULL)
        return;
    assert((*t)->count == 0);
    free(*t);
    *t = NULL;
}

void topics_set_shards(struct topics *t, size_t count)
{
    assert(t->count == 0);
    t->part_count = count;
}

void topics_attach_source(struct topics *t, size_t shard,
                          void (*fn)(void *arg, struct topic *topic), void *arg)
{
    t->parts[shard].attend = fn;
    t->parts[shard].arg = arg;
}

static struct topics_part *topic_part(const struct topic *topic)
{
    return &topic->topics->parts[topic->shard];
}

struct topic *topics_find(const struct topics *t, const char *id)
{
    struct topic key;

    memcpy(key.id, id, ID_SIZE);
    void *node = tfind(&key, &t->tree, topic_by_id);
    return node != NULL ? *(struct topic **)node : NULL;
}

struct topic *topics_first(const struct topics *t, size_t shard)
{
    return TAILQ_FIRST(&t->parts[shard].all);
}

struct topic *topics_next(const struct topic *topic)
{
    return TAILQ_NEXT(topic, all);
}

void topics_put_last(struct topics *t, struct topic *topic)
{
    TAILQ_REMOVE(&t->parts[topic->shard].all, topic, all);
    TAILQ_INSERT_TAIL(&t->parts[topic->shard].all, topic, all);
}

size_t topics_count(const struct topics *t)
{
    return t->count;
}

static struct topic *topic_new(struct topics *t, const char *id)
{
    struct topic *topic = calloc(1, sizeof *topic);

    if (topic == NULL)
        return NULL;
    topic->topics = t;
    memcpy(topic->id, id, ID_SIZE);
    topic->shard = redis_shards_place(t->part_count, id);
    TAILQ_INIT(&topic->listeners);
    if (tsearch(topic, &t->tree, topic_by_id) == NULL) {
        free(topic);
        return NULL;
    }
    TAILQ_INSERT_TAIL(&topic_part(topic)->all, topic, all);
    t->count++;
    return topic;
}

void topics_release(struct topics *t, struct topic *topic)
{
    assert(topic_is_deserted(topic) && !topic->queued);
    tdelete(topic, &t->tree, topic_by_id);
    TAILQ_REMOVE(&topic_part(topic)->all, topic, all);
    t->count--;
    message_unref(&topic->newest);
    free(topic->owner);
    free(topic);
}

bool topic_is_deserted(const struct topic *t)
{
    return TAILQ_EMPTY(&t->listeners);
}

static void topic_mark_due(struct listener *l, unsigned due)
{
    l->due |= due;
    l->wake(l);
}

static bool sees(const struct listener *l)
{
    return l->may_see != NULL && l->topic->owner_known && l->may_see(l, l->topic->owner);
}

static bool is_shown(const struct listener *l)
{
    return l->topic->newest != NULL && sees(l);
}

/* Returns the marks of the topic's present state. While Redis refuses changes, only a final state
 * is certain. */
static unsigned standing(struct listener *l)
{
    const struct topic *t = l->topic;
    bool shown = is_shown(l);

    l->doubts = topic_part(t)->refused && !(shown && t->ended);
    return (shown       ? MARK_NEWEST
            : l->doubts ? 0
                        : MARK_GONE) |
           (l->doubts || (shown && t->vanished) ? MARK_STALE : 0);
}

/* Answers the watch. An upload that the listener may not see is answered like one that does not
 * exist. */
static void topic_answer(struct listener *l)
{
    l->answered = true;
    if ((l->due & MARK_NEWEST) != 0)
        counter_add(COUNTER_EVENTS_MERGED, 1);
    l->due &= ~(unsigned)(MARK_GONE | MARK_STALE);
    topic_mark_due(l, MARK_WATCHING | standing(l));
}

static void begin_doubt(struct listener *l)
{
    if (!l->answered || !is_shown(l) || l->topic->ended)
        return;
    l->doubts = true;
    topic_mark_due(l, MARK_STALE);
}

void topics_set_refused(struct topics *t, size_t shard, bool refused)
{
    struct listener *l;

    if (refused == t->parts[shard].refused)
        return;
    t->parts[shard].refused = refused;
    for (struct topic *topic = topics_first(t, shard); topic != NULL; topic = topics_next(topic)) {
        topic->doubted = false;
        for (l = TAILQ_FIRST(&topic->listeners); l != NULL; l = TAILQ_NEXT(l, entry)) {
            if (refused)
                begin_doubt(l);
            topic->doubted |= l->doubts;
        }
    }
}

void topic_answer_again(struct listener *l)
{
    l->answered = false;
    if (l->topic->phase == TOPIC_LIVE)
        topic_answer(l);
    else
        l->topic->awaited = true;
}

static void topic_attend(const struct topics *t, struct topic *topic)
{
    const struct topics_part *part = &t->parts[topic->shard];

    part->attend(part->arg, topic);
}

int topics_join(struct topics *t, const char *id, struct listener *l)
{
    struct topic *topic = topics_find(t, id);

    if (topic == NULL)
        topic = topic_new(t, id);
    if (topic == NULL)
        return ERR_NOMEM;
    bool first = topic_is_deserted(topic);
    l->topic = topic;
    l->due = 0;
    l->doubts = false;
    TAILQ_INSERT_TAIL(&topic->listeners, l, entry);
    topic_answer_again(l);
    if (first)
        topic_attend(t, topic);
    return 0;
}

void topics_leave(struct topics *t, struct listener *l)
{
    struct topic *topic = l->topic;

    TAILQ_REMOVE(&topic->listeners, l, entry);
    l->topic = NULL;
    if (topic_is_deserted(topic))
        topic_attend(t, topic);
}

static bool is_newer(const struct progress_version *v, const struct topic *t)
{
    if (t->newest == NULL || v->epoch != t->epoch)
        return t->newest == NULL || v->epoch > t->epoch;
    return v->rev > t->rev;
}

/* Keeps the document if it is newer. Returns 1 if kept, 0 if not newer, or an error. */
static int topic_take(struct topic *t, const char *json, size_t len)
{
    struct progress_version v;

    int rc = progress_document_read(t->id, json, len, &v);
    if (rc != 0 || !is_newer(&v, t))
        return rc;
    if (message_renew(&t->newest, json, len) != 0)
        return ERR_NOMEM;
    struct message_about about = {.event = "progress", .epoch = v.epoch, .rev = v.rev};
    memcpy(about.id, t->id, ID_SIZE);
    message_describe(t->newest, &about);
    t->epoch = v.epoch;
    t->rev = v.rev;
    t->ended = v.ended;
    return 1;
}

/* Keeps the mark of an answer that is still due. */
static void topic_announce(struct listener *l)
{
    l->due &= ~(unsigned)(MARK_GONE | MARK_STALE);
    topic_mark_due(l, standing(l));
}

int topic_take_event(struct topic *t, const char *json, size_t len)
{
    struct listener *l;

    int rc = topic_take(t, json, len);
    if (rc < 0)
        return rc;
    counter_add(COUNTER_EVENTS_IN, 1);
    t->heard = true;
    t->vanished = false;
    if (rc == 0)
        return 0;
    for (l = TAILQ_FIRST(&t->listeners); l != NULL; l = TAILQ_NEXT(l, entry))
        if (l->answered && sees(l))
            topic_announce(l);
    return 0;
}

bool topic_wants_owner(const struct topic *t)
{
    return t->newest != NULL && !t->owner_known;
}

/* *learnt_out: whether the owner became known by this call. */
static int learn_owner(struct topic *t, const char *owner, bool *learnt_out)
{
    *learnt_out = false;
    if (t->owner_known)
        return 0;
    if (owner != NULL && *owner != '\0' && (t->owner = strdup(owner)) == NULL)
        return ERR_NOMEM;
    *learnt_out = t->owner_known = true;
    return 0;
}

void topic_expect_snapshot(struct topic *t)
{
    t->phase = TOPIC_READING;
    t->heard = false;
}

/* Tells the listeners what the snapshot changed. */
static void topic_tell(struct topic *t, bool is_news, bool is_loss)
{
    struct listener *l;

    for (l = TAILQ_FIRST(&t->listeners); l != NULL; l = TAILQ_NEXT(l, entry)) {
        if (!l->answered)
            topic_answer(l);
        else if (l->doubts && !topic_part(t)->refused)
            topic_announce(l);
        else if (is_news && sees(l))
            topic_announce(l);
        else if (is_loss && sees(l))
            topic_mark_due(l, MARK_STALE);
    }
}

int topic_take_snapshot(struct topic *t, const char *json, size_t len, const char *owner)
{
    bool was_vanished = t->vanished, learnt = false, waited_for = t->awaited || t->doubted;

    int rc = json != NULL ? topic_take(t, json, len) : 0;
    if (rc == ERR_SYNTAX) /* an invalid document counts as none */
        json = NULL;
    if (rc >= 0 && json != NULL && learn_owner(t, owner, &learnt) != 0)
        rc = ERR_NOMEM;
    if (json != NULL)
        t->vanished = false;
    else if (!t->heard) /* an event that overtook the snapshot is newer */
        t->vanished = t->newest != NULL && !t->ended;
    t->phase = TOPIC_LIVE;
    t->doubted = t->awaited = false;
    bool is_news = rc > 0 || learnt, is_loss = t->vanished && !was_vanished;
    if (waited_for || is_news || is_loss) /* one that was read again as it was concerns nobody */
        topic_tell(t, is_news, is_loss);
    return rc < 0 ? rc : 0;
}
