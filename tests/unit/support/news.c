/* SPDX-License-Identifier: MIT */
/*
 * The fixture of tests with a real Redis. Tests do not wait: to make an interval or lease expire,
 * they set the times in the hash back.
 */
#include "tests/unit/support/news.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define TIMEOUT_MS 5000
#define MARKER "the end"

int news_start(void **state)
{
    struct news *n = calloc(1, sizeof *n);
    struct redis_target target;

    signal(SIGPIPE, SIG_IGN);
    *state = n;
    upload_init(&n->upload);
    if (redis_server_start(&n->server) != 0 || redis_target_parse(n->server.url, &target) != 0)
        return -1;
    if (redis_new(&target, TIMEOUT_MS, &n->redis) != 0)
        return -1;
    return redis_new(&target, TIMEOUT_MS, &n->listener);
}

int news_stop(void **state)
{
    struct news *n = *state;

    redis_value_free(&n->reply);
    redis_free(&n->redis);
    redis_free(&n->listener);
    redis_server_stop(&n->server);
    upload_free(&n->upload);
    free(n);
    return 0;
}

static void listen_again(struct news *n)
{
    redis_disconnect(n->listener);
    assert_int_equal(redis_ensure(n->listener), 0);
    assert_int_equal(redis_append(n->listener, 2, (const char *[]){"SUBSCRIBE", n->key}, NULL), 0);
    assert_int_equal(redis_next(n->listener, NULL), 0);
}

int news_fresh(void **state)
{
    struct news *n = *state;

    upload_free(&n->upload);
    assert_int_equal(id_make(n->upload.id), 0);
    n->upload.created_at = clock_wall_ms();
    n->upload.size = 1000;
    n->change =
        (struct progress_change){.upload = &n->upload, .fence.writer = NEWS_TOKEN, .lease = true};
    progress_upload_key(NEWS_PREFIX, n->upload.id, n->key);
    assert_int_equal(redis_commandl(n->redis, NULL, "FLUSHALL", (const char *)NULL), 0);
    listen_again(n);
    return 0;
}

int news_send(struct news *n)
{
    return progress_send(n->redis, NEWS_PREFIX, &n->change, &n->outcome);
}

int news_create(struct news *n)
{
    return progress_create(n->redis, NEWS_PREFIX, &n->change, &n->outcome);
}

int news_enter(struct news *n, enum state s)
{
    n->upload.state = s;
    return news_send(n);
}

size_t news_published(struct news *n)
{
    size_t count = 0;

    (void)news_ask(n, "PUBLISH", n->key, MARKER, NULL, NULL);
    for (;;) {
        struct redis_value *v = NULL;
        assert_int_equal(redis_next(n->listener, &v), 0);
        const char *text = redis_value_text(redis_value_item(v, 2));
        bool end = strcmp(text, MARKER) == 0;
        if (!end) {
            assert_true(redis_value_len(redis_value_item(v, 2)) < sizeof n->last);
            snprintf(n->last, sizeof n->last, "%s", text);
            count++;
        }
        redis_value_free(&v);
        if (end)
            return count;
    }
}

struct json *news_document(struct news *n)
{
    struct json *j = NULL;

    assert_int_equal(json_parse(n->last, strlen(n->last), 8, &j), 0);
    return j;
}

const struct redis_value *news_ask(struct news *n, const char *command, const char *key,
                                   const char *arg1, const char *arg2, const char *arg3)
{
    redis_value_free(&n->reply);
    assert_int_equal(redis_commandl(n->redis, &n->reply, command, key, arg1, arg2, arg3, NULL), 0);
    return n->reply;
}

const char *news_field(struct news *n, const char *name)
{
    const char *text = redis_value_text(news_ask(n, "HGET", n->key, name, NULL, NULL));

    return text != NULL ? text : "";
}

void news_set_field(struct news *n, const char *name, const char *value)
{
    (void)news_ask(n, "HSET", n->key, name, value, NULL);
}

int64_t news_count(struct news *n, const char *command, enum progress_key key)
{
    char name[PROGRESS_KEY_SIZE];

    progress_key(NEWS_PREFIX, key, name);
    return redis_value_int(news_ask(n, command, name, NULL, NULL, NULL));
}

int64_t news_score(struct news *n, enum progress_key key)
{
    char name[PROGRESS_KEY_SIZE];
    const struct redis_value *v;

    progress_key(NEWS_PREFIX, key, name);
    v = news_ask(n, "ZSCORE", name, n->upload.id, NULL, NULL);
    return redis_value_text(v) != NULL ? redis_value_int(v) : -1;
}
