/* SPDX-License-Identifier: MIT */
/*
 * Fills the upload lists. An owner's ids come from a channel and, once subscribed, from the index;
 * those of all unfinished uploads come from the index alone, read once a second. Ids missed while
 * Redis was unreachable are in the index that is read afterwards.
 */
#include "ws/source/source_internal.h"

#include "base/json.h"

#include <string.h>

#define ALL_EVERY_MS 1000
#define LIST_MAX "9999" /* the last rank that is read: the newest 10,000 */
#define DEPTH_MAX 4

static void key_of(const struct source *s, const struct upload_list *r, char key[PROGRESS_KEY_SIZE])
{
    if (r->owner[0] != '\0')
        progress_owner_key(s->settings.prefix, r->owner, key);
    else
        progress_key(s->settings.prefix, PROGRESS_ACTIVE, key);
}

static bool take_list(struct source *s, void *subject, const struct redis_connection_reply *reply)
{
    const struct redis_connection_reply *item;
    struct upload_list *r = subject;
    size_t len;

    (void)s;
    if (redis_connection_reply_is_error(reply))
        return false;
    for (size_t i = 0; (item = redis_connection_reply_item(reply, i)) != NULL; i++) {
        const char *id = redis_connection_reply_text(item, &len);
        if (id != NULL && id_valid(id))
            upload_list_appear(r, id, r->owner[0] != '\0');
    }
    upload_list_complete(r);
    return true;
}

/* Without room for another request the timer reads the list later. */
static void read_list(struct source *s, struct upload_list *r)
{
    char key[PROGRESS_KEY_SIZE];
    const char *argv[] = {"ZREVRANGE", key, "0", LIST_MAX};

    r->wanted = !source_has_room(s, 1);
    if (r->wanted)
        return;
    key_of(s, r, key);
    source_ask(s, 4, argv, take_list, r);
}

static void subscribe(struct source *s, const struct upload_list *r, const char *verb)
{
    char key[PROGRESS_KEY_SIZE];

    key_of(s, r, key);
    source_say(s->subscriber, verb, key, NULL);
}

static void source_lists_begin(struct source *s, struct upload_list *r)
{
    if (s->phase != SOURCE_UP)
        return;
    if (r->owner[0] == '\0' || r->subscribed)
        read_list(s, r);
    else
        subscribe(s, r, "SUBSCRIBE");
}

static void on_joined(void *arg, struct upload_list *r)
{
    source_lists_begin(arg, r);
}

/* Drops the outstanding replies for it. */
static void on_deserted(void *arg, struct upload_list *r)
{
    struct source *s = arg;

    source_disown(s, r);
    if (s->phase == SOURCE_UP && r->owner[0] != '\0')
        subscribe(s, r, "UNSUBSCRIBE");
}

static void source_lists_on_timer(uv_timer_t *timer)
{
    struct source *s = timer->data;
    struct upload_list *r;

    if (s->phase != SOURCE_UP)
        return;
    for (r = TAILQ_FIRST(&s->rosters->all); r != NULL; r = TAILQ_NEXT(r, entry))
        if (r->owner[0] == '\0' || r->wanted)
            read_list(s, r);
}

/* The upload list of that channel. */
static struct upload_list *find_by_channel(const struct source *s, const char *channel)
{
    char key[PROGRESS_KEY_SIZE];
    struct upload_list *r;

    for (r = TAILQ_FIRST(&s->rosters->all); r != NULL; r = TAILQ_NEXT(r, entry)) {
        key_of(s, r, key);
        if (strcmp(key, channel) == 0)
            return r;
    }
    return NULL;
}

static void source_lists_on_news(struct upload_list *r, const char *text, size_t len)
{
    struct json *j = NULL;

    if (text == NULL || json_parse(text, len, DEPTH_MAX, &j) != 0)
        return;
    const char *id = json_get_string(j, "id", "");
    if (id_valid(id))
        upload_list_appear(r, id, false);
    json_free(&j);
}

bool source_list_event(struct source *s, const char *verb, const char *channel, const char *text,
                       size_t len)
{
    if (progress_key_id(s->settings.prefix, channel) != NULL ||
        strcmp(channel, s->lag_channel) == 0)
        return false;
    struct upload_list *r = find_by_channel(s, channel);
    if (r == NULL)
        return true;
    if (strcmp(verb, "message") == 0) {
        source_lists_on_news(r, text, len);
    } else if (strcmp(verb, "subscribe") == 0) {
        r->subscribed = true;
        read_list(s, r);
    }
    return true;
}

void source_resume_rosters(struct source *s)
{
    struct upload_list *r;

    for (r = TAILQ_FIRST(&s->rosters->all); r != NULL; r = TAILQ_NEXT(r, entry))
        source_lists_begin(s, r);
}

void source_cool_rosters(struct source *s)
{
    struct upload_list *r;

    for (r = TAILQ_FIRST(&s->rosters->all); r != NULL; r = TAILQ_NEXT(r, entry))
        upload_list_forget(r);
}

void source_init_rosters(struct source *s, struct upload_lists *rosters)
{
    s->rosters = rosters;
    rosters->joined = on_joined;
    rosters->deserted = on_deserted;
    rosters->arg = s;
    (void)uv_timer_init(s->loop, &s->rosters_timer);
    s->rosters_timer.data = s;
    (void)uv_timer_start(&s->rosters_timer, source_lists_on_timer, ALL_EVERY_MS, ALL_EVERY_MS);
}

void source_stop_rosters(struct source *s)
{
    uv_close((uv_handle_t *)&s->rosters_timer, NULL);
}
