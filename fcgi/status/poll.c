/* SPDX-License-Identifier: MIT */
/*
 * Answers the two kinds of queries: one upload, or many.
 */
#include "fcgi/status/poll.h"

#include "base/upload_key.h"
#include "fcgi/status/commands.h"
#include "base/error.h"
#include "fcgi/http/etag.h"
#include "base/id.h"
#include "base/utf8.h"
#include "base/log.h"
#include "upkeep/document_reader.h"
#include "fcgi/app/sender_limits.h"
#include "progress/progress.h"
#include "fcgi/status/status_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TYPE "application/json"
#define LONG_ANSWER_BYTES 65536 /* a longer answer may block */
#define LISTED_ID_MAX 128       /* longest entry of ids, in bytes */

/* The ids of one request and their documents. */
struct batch {
    char *text;            /* the value of ids, split into items */
    const char **asked;    /* every distinct item */
    const char **ids;      /* the valid ids among them */
    struct document *docs; /* one per entry of ids */
    size_t asked_count, id_count;
};

static int poll_find(struct exchange *x, const char *const *ids, size_t n, struct document *docs)
{
    if (!x->thread) /* the thread began without enough memory */
        return ERR_NOMEM;
    int err = document_reader_read(x->thread, ids, n, docs);
    if (err == ERR_REDIS) /* clients must not learn where Redis is or what it replied */
        document_reader_log_failure(x->thread);
    return err;
}

int poll_take_place(struct exchange *x, size_t len)
{
    return len > LONG_ANSWER_BYTES ? sender_limits_take(x) : 0;
}

static int send_document(struct exchange *x, const struct document *doc)
{
    char etag[ETAG_SIZE];
    int err = etag_make(doc->text, doc->len, etag);
    if (err)
        return ERR_INTERNAL;
    const char *known = request_header(x->request, "If-None-Match");
    response_header(x->response, "ETag", etag);
    response_header(x->response, "Vary", "Accept");
    response_header(x->response, "Cache-Control", "no-cache");
    if (known && etag_matches(known, etag))
        (void)response_send(x->response, 304, NULL, NULL, 0);
    else
        (void)response_send(x->response, 200, TYPE, doc->text, doc->len);
    return 0;
}

/* Parses the id in "ID" or "ID.KEY". */
static int read_id(struct exchange *x, char id[ID_SIZE], bool *has_key)
{
    const struct poll_app *app = x->app;

    *has_key = app->has_secret && id_parse_capability(&app->secret, x->rest, id) == 0;
    if (!*has_key && !id_valid(x->rest))
        return ERR_NOT_FOUND;
    if (!*has_key)
        memcpy(id, x->rest, ID_SIZE);
    memcpy(x->id, id, ID_SIZE);
    return 0;
}

int poll_one(struct exchange *x)
{
    struct document doc = {0};
    char id[ID_SIZE];
    const char *ids[] = {id};
    bool has_key;
    int err = read_id(x, id, &has_key);
    if (!err)
        err = poll_find(x, ids, 1, &doc);
    if (!err && !doc.text && x->host == EXCHANGE_HOST_OTHER)
        err = ERR_NOT_FOUND; /* which becomes ERR_ELSEWHERE */
    if (!err)
        err = status_page_is_asked(x->request)
                  ? status_page_send(x, &doc, commands_are_allowed(x, has_key))
              : doc.text ? send_document(x, &doc)
                         : ERR_NOT_FOUND;
    document_reader_release(&doc, 1);
    return err;
}

static void batch_free(struct batch *b)
{
    document_reader_release(b->docs, b->id_count);
    free(b->docs);
    free(b->ids);
    free(b->asked);
    free(b->text);
}

static int batch_alloc(struct batch *b, size_t max, size_t text_size)
{
    b->text = malloc(text_size);
    b->asked = calloc(max, sizeof *b->asked);
    b->ids = calloc(max, sizeof *b->ids);
    b->docs = calloc(max, sizeof *b->docs);
    return b->text && b->asked && b->ids && b->docs ? 0 : ERR_NOMEM;
}

/* A linear search is enough, because max_ids bounds the list. */
static bool batch_has(const struct batch *b, const char *item)
{
    for (size_t i = 0; i < b->asked_count; i++)
        if (strcmp(b->asked[i], item) == 0)
            return true;
    return false;
}

/* Splits the value of ids. A repeated item is answered once but counts each time. */
static int batch_split(struct exchange *x, struct batch *b, size_t max)
{
    char *rest = NULL;
    size_t count = 0;
    for (char *item = strtok_r(b->text, ",", &rest); item; item = strtok_r(NULL, ",", &rest)) {
        if (count++ == max)
            return exchange_fail(x, ERR_TOO_MANY, "At most %zu ids at once", max);
        if (strlen(item) > LISTED_ID_MAX || !utf8_valid(item, strlen(item)))
            return exchange_fail(x, ERR_BAD_REQUEST, "ids has an invalid entry");
        if (batch_has(b, item))
            continue;
        b->asked[b->asked_count++] = item;
        if (id_valid(item))
            b->ids[b->id_count++] = item;
    }
    return 0;
}

/* Removes the documents that the principal may not see, as if they did not exist. */
static int drop_foreign(struct exchange *x, struct batch *b)
{
    for (size_t i = 0; i < b->id_count; i++) {
        int err = b->docs[i].text ? gate_reach(x, b->ids[i]) : 0;
        if (err && err != ERR_NOT_FOUND)
            return err;
        if (err)
            document_reader_release(&b->docs[i], 1);
    }
    return 0;
}

static int batch_read(struct exchange *x, struct batch *b)
{
    const struct poll_app *app = x->app;
    size_t max = (size_t)app->config.max_ids;
    size_t text_size = max * (ID_LEN + 1) + LISTED_ID_MAX;
    int err = batch_alloc(b, max, text_size);
    if (!err)
        err = request_query_value(x->request, "ids", b->text, text_size);
    if (err == ERR_NOT_FOUND)
        return exchange_fail(x, ERR_BAD_REQUEST, "The query has no ids");
    if (err == ERR_BOUND)
        return exchange_fail(x, ERR_TOO_MANY, "At most %zu ids at once", max);
    if (!err)
        err = batch_split(x, b, max);
    if (!err && b->id_count)
        err = poll_find(x, b->ids, b->id_count, b->docs);
    return err ? err : drop_foreign(x, b);
}

/* Appends {"uploads":[…],"gone":[…]}, both in the order of the request. */
static void batch_print(void *arg, struct buffer *out)
{
    const struct batch *b = arg;
    const char *comma = "";

    buffer_add_string(out, "{\"uploads\":[");
    for (size_t i = 0; i < b->id_count; i++) {
        if (!b->docs[i].text)
            continue;
        buffer_add_string(out, comma);
        buffer_add(out, b->docs[i].text, b->docs[i].len);
        comma = ",";
    }
    buffer_add_string(out, "],\"gone\":[");
    comma = "";
    for (size_t i = 0, id = 0; i < b->asked_count; i++) {
        bool is_id = id < b->id_count && b->ids[id] == b->asked[i];
        if (is_id && b->docs[id++].text)
            continue;
        char masked[LISTED_ID_MAX + 1];
        buffer_add_string(out, comma);
        buffer_add_json_string(out, upload_key_masked(b->asked[i], masked, sizeof masked));
        comma = ",";
    }
    buffer_add_string(out, "]}");
}

static int batch_take_place(struct exchange *x, const struct batch *b)
{
    size_t len = 0;

    for (size_t i = 0; i < b->id_count; i++)
        len += b->docs[i].text ? b->docs[i].len : 0;
    return poll_take_place(x, len);
}

int poll_many(struct exchange *x)
{
    struct batch b = {0};
    int err = batch_read(x, &b);
    if (!err)
        err = batch_take_place(x, &b);
    if (!err) {
        response_header(x->response, "Cache-Control", "no-cache");
        (void)response_send_made(x->response, 200, TYPE, batch_print, &b);
    }
    batch_free(&b);
    return err;
}
