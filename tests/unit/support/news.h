/* SPDX-License-Identifier: MIT */
/*
 * What tests of the news need: a private Redis, a connection, a listener on one upload's channel,
 * a record to send, and short ways to look at what Redis holds.
 */
#ifndef LOADLINE_NEWS_H
#define LOADLINE_NEWS_H

#include "progress/progress.h"
#include "tests/unit/support/redis_server.h"

#include <stddef.h>
#include <stdint.h>

#define NEWS_PREFIX "test:"
#define NEWS_TOKEN "018bcfe568000000000000000001"
#define NEWS_OLDER_TOKEN "018bcfe567ff0000000000000001"

struct json;

struct news {
    struct redis_server server;
    struct redis *redis, *listener;
    char key[PROGRESS_KEY_SIZE]; /* of the upload */
    struct upload upload;
    struct progress_change change; /* of that upload, by NEWS_TOKEN, published always */
    struct progress_outcome outcome;
    struct redis_value *reply; /* of the last news_ask() */
    char last[2 * PROGRESS_EVENT_MAX];
};

/* cmocka's group set-up and tear-down: *state is the struct news. */
int news_start(void **state);
int news_stop(void **state);

/* cmocka's set-up of a test: an empty server, a fresh record in state created, a listener. */
int news_fresh(void **state);

/* Sends the change as it stands; returns and keeps the outcome. */
int news_send(struct news *n);
int news_create(struct news *n);

/* Puts the record into a state and sends it. */
int news_enter(struct news *n, enum state s);

/* Counts what was published on the upload's channel since the last call; `last` is the last of it.
 */
size_t news_published(struct news *n);

/* `last`, parsed; json_free() it. */
struct json *news_document(struct news *n);

/* A field of the upload's hash; "" where there is none. Valid until the next ask. */
const char *news_field(struct news *n, const char *name);
void news_set_field(struct news *n, const char *name, const char *value);

/* A command that must succeed; the reply is valid until the next. */
const struct redis_value *news_ask(struct news *n, const char *command, const char *key,
                                   const char *arg1, const char *arg2, const char *arg3);

/* The integer that a command answers about one of the common keys. */
int64_t news_count(struct news *n, const char *command, enum progress_key key);

/* The score of the upload in a sorted set, -1 where it is not in there. */
int64_t news_score(struct news *n, enum progress_key key);

#endif
