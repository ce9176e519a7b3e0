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

static unsigned bit_of(const struct source *s)
{
    return 1U << s->settings.shard;
}

static void key_of(const struct source *s, const struct upload_list *list,
                   char key[PROGRESS_KEY_SIZE])
{
    if (list->owner[0] != '\0')
        progress_owner_key(s->settings.prefix, list->owner, key);
    else
        progress_key(s->settings.prefix, PROGRESS_ACTIVE, key);
}

static bool take_list(struct source *s, void *subject, const struct redis_value *reply)
{
    const struct redis_value *item;
    struct upload_list *list = subject;

    if (redis_value_type(reply) == REDIS_VALUE_ERROR)
        return false;
    upload_list_measure(list, s->settings.shard, redis_value_count(reply));
    for (size_t i = 0; (item = redis_value_item(reply, i)) != NULL; i++) {
        const char *id = redis_value_text(item);
        if (id != NULL && id_valid(id))
            upload_list_appear(list, id, list->owner[0] != '\0');
    }
    upload_list_complete(list, s->settings.shard);
    return true;
}

/* Without room for another request the timer reads the list later. */
static void read_list(struct source *s, struct upload_list *list)
{
    char key[PROGRESS_KEY_SIZE];
    const char *argv[] = {"ZREVRANGE", key, "0", LIST_MAX};

    list->wanted |= bit_of(s);
    if (!source_has_room(s, 1))
        return;
    list->wanted &= ~bit_of(s);
    key_of(s, list, key);
    source_ask(s, 4, argv, take_list, list);
}

static void subscribe(struct source *s, const struct upload_list *list, const char *verb)
{
    char key[PROGRESS_KEY_SIZE];

    key_of(s, list, key);
    source_send(s->subscriber, verb, key, NULL);
}

static void source_lists_begin(struct source *s, struct upload_list *list)
{
    if (s->phase != SOURCE_UP)
        return;
    if (list->owner[0] == '\0' || (list->subscribed & bit_of(s)) != 0)
        read_list(s, list);
    else
        subscribe(s, list, "SUBSCRIBE");
}

static void on_joined(void *arg, struct upload_list *list)
{
    source_lists_begin(arg, list);
}

/* Drops the outstanding replies for it. */
static void on_deserted(void *arg, struct upload_list *list)
{
    struct source *s = arg;

    source_discard_replies(s, list);
    if (s->phase == SOURCE_UP && list->owner[0] != '\0')
        subscribe(s, list, "UNSUBSCRIBE");
}

static void source_lists_on_timer(uv_timer_t *timer)
{
    struct source *s = timer->data;
    struct upload_list *list;

    if (s->phase != SOURCE_UP)
        return;
    for (list = TAILQ_FIRST(&s->lists->all); list != NULL; list = TAILQ_NEXT(list, entry))
        if (list->owner[0] == '\0' || (list->wanted & bit_of(s)) != 0)
            read_list(s, list);
}

/* The upload list of that channel. */
static struct upload_list *find_by_channel(const struct source *s, const char *channel)
{
    char key[PROGRESS_KEY_SIZE];
    struct upload_list *list;

    for (list = TAILQ_FIRST(&s->lists->all); list != NULL; list = TAILQ_NEXT(list, entry)) {
        key_of(s, list, key);
        if (strcmp(key, channel) == 0)
            return list;
    }
    return NULL;
}

static void source_lists_on_news(struct upload_list *list, const char *text, size_t len)
{
    struct json *j = NULL;

    if (text == NULL || json_parse(text, len, DEPTH_MAX, &j) != 0)
        return;
    const char *id = json_get_string(j, "id", "");
    if (id_valid(id))
        upload_list_appear(list, id, false);
    json_free(&j);
}

bool source_list_event(struct source *s, const char *verb, const char *channel, const char *text,
                       size_t len)
{
    if (progress_key_id(s->settings.prefix, channel) != NULL ||
        strcmp(channel, s->lag_channel) == 0)
        return false;
    struct upload_list *list = find_by_channel(s, channel);
    if (list == NULL)
        return true;
    if (strcmp(verb, "message") == 0) {
        source_lists_on_news(list, text, len);
    } else if (strcmp(verb, "subscribe") == 0) {
        list->subscribed |= bit_of(s);
        read_list(s, list);
    }
    return true;
}

void source_resume_lists(struct source *s)
{
    struct upload_list *list;

    s->lists->away &= ~bit_of(s);
    for (list = TAILQ_FIRST(&s->lists->all); list != NULL; list = TAILQ_NEXT(list, entry))
        source_lists_begin(s, list);
}

void source_suspend_lists(struct source *s)
{
    struct upload_list *list;

    s->lists->away |= bit_of(s);
    for (list = TAILQ_FIRST(&s->lists->all); list != NULL; list = TAILQ_NEXT(list, entry))
        upload_list_forget(list, s->settings.shard);
}

void source_init_lists(struct source *s, struct upload_lists *lists)
{
    s->lists = lists;
    lists->sources[s->settings.shard] = (struct upload_lists_source){on_joined, on_deserted, s};
    (void)uv_timer_init(s->loop, &s->lists_timer);
    s->lists_timer.data = s;
    (void)uv_timer_start(&s->lists_timer, source_lists_on_timer, ALL_EVERY_MS, ALL_EVERY_MS);
}

void source_stop_lists(struct source *s)
{
    uv_close((uv_handle_t *)&s->lists_timer, NULL);
}
