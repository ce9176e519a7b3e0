/* SPDX-License-Identifier: MIT */
/*
 * The fixture of tests that publish to Redis: a private Redis, a connection, a subscriber to one
 * upload's channel, a record to send, and short functions to inspect Redis.
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
    char key[PROGRESS_KEY_SIZE]; /* Redis key of the upload */
    struct upload upload;
    struct progress_change change; /* a change of that upload, by NEWS_TOKEN, always published */
    struct progress_outcome outcome;
    struct redis_value *reply; /* reply to the last news_ask() */
    char last[2 * PROGRESS_EVENT_MAX];
};

/* cmocka's group setup and teardown: *state is the struct news. */
int news_start(void **state);
int news_stop(void **state);

/* cmocka's setup of a test: an empty server, a new record in state created, a subscriber. */
int news_fresh(void **state);

/* Sends the change; returns the outcome's error and keeps the outcome. */
int news_send(struct news *n);
int news_create(struct news *n);

/* Sets the record's state and sends it. Returns as news_send(). */
int news_enter(struct news *n, enum state s);

/* Returns the number of messages on the upload's channel since the last call; `last` is the latest.
 */
size_t news_published(struct news *n);

/* Parses `last`. The caller frees the document by json_free(). */
struct json *news_document(struct news *n);

/* A field of the upload's hash, "" if absent. Valid until the next news_ask(). */
const char *news_field(struct news *n, const char *name);
void news_set_field(struct news *n, const char *name, const char *value);

/* Sends a command that must succeed. The reply is valid until the next call. */
const struct redis_value *news_ask(struct news *n, const char *command, const char *key,
                                   const char *arg1, const char *arg2, const char *arg3);

/* The integer reply to a command on one of the common keys. */
int64_t news_count(struct news *n, const char *command, enum progress_key key);

/* The score of the upload in a sorted set, or -1 if absent. */
int64_t news_score(struct news *n, enum progress_key key);

#endif
