/* SPDX-License-Identifier: MIT */
/*
 * Reads the documents and owners of one page only.
 */
#include "fcgi/status/upload_list.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "fcgi/app/sender_limits.h"
#include "fcgi/status/poll.h"
#include "fcgi/status/upload_list_entries.h"
#include "progress/progress_list.h"
#include "redis/redis_shards.h"
#include "upkeep/document_reader.h"

#include <stdlib.h>
#include <string.h>

#define PAGE ((size_t)50)
#define FROM_MAX 100000
#define DAY_MS INT64_C(86400000)
#define ANSWER_MAX (PAGE * (PROGRESS_EVENT_MAX + 2048))

/* What the query asks for. */
struct wish {
    char find[UPLOAD_LIST_FIND_MAX + 1]; /* "": all that ended */
    size_t from;
};

static int upload_list_read_wish(struct exchange *x, struct wish *out)
{
    char from[8] = "";
    int rc = request_query_value(x->request, "find", out->find, sizeof out->find);

    if (rc == 0 || rc == ERR_NOT_FOUND)
        rc = request_query_value(x->request, "from", from, sizeof from);
    if (rc != 0 && rc != ERR_NOT_FOUND)
        return exchange_fail(x, ERR_BAD_REQUEST, "find has at most %d bytes, from is a number",
                             UPLOAD_LIST_FIND_MAX);
    long place = strtol(from, NULL, 10);
    if (from[strspn(from, "0123456789")] != '\0' || place > FROM_MAX)
        return exchange_fail(x, ERR_BAD_REQUEST, "from must be a number");
    out->from = (size_t)place;
    return 0;
}

struct owner_text {
    char text[OWNER_SIZE];
};

static void keep_owner(void *arg, size_t place, const char *owner)
{
    struct owner_text *o = arg;

    (void)place;
    if (owner != NULL && strlen(owner) < sizeof o->text)
        memcpy(o->text, owner, strlen(owner) + 1);
}

/* Prints one entry; nothing if its document is lost, or its record is damaged: the others are
 * listed. */
static int upload_list_print_entry(struct exchange *x, const struct upload_list_entry *e,
                                   const char **comma, struct buffer *out)
{
    const struct poll_app *app = x->app;
    const char *id = e->id;
    struct document doc = {0};
    struct owner_text owner = {""};
    int rc = document_reader_read(x->thread, &id, 1, &doc);

    if (rc == 0 && doc.text != NULL)
        rc = progress_list_owners(redis_shards_of(document_reader_shards(x->thread, id), id),
                                  app->config.redis_prefix, &id, 1, keep_owner, &owner);
    if (rc == 0 && doc.text != NULL) {
        buffer_addf(out, "%s{\"owner\":", *comma);
        *comma = ",";
        if (*owner.text != '\0')
            buffer_add_json_string(out, owner.text);
        else
            buffer_add_string(out, "null");
        if (e->rank == UPLOAD_LIST_OPEN || e->at == 0)
            buffer_add_string(out, ",\"ended_at\":null,\"document\":");
        else
            buffer_addf(out, ",\"ended_at\":%lld,\"document\":", (long long)e->at);
        buffer_add(out, doc.text, doc.len);
        buffer_add_char(out, '}');
    }
    document_reader_release(&doc, 1);
    if (rc == ERR_IO)
        log_warn("not_listed", "id", id, "code", error_code(rc), NULL);
    return rc == ERR_IO ? 0 : rc;
}

static int upload_list_print(struct exchange *x, const struct upload_list *l, size_t from,
                             struct buffer *out)
{
    size_t end = l->count > from + PAGE ? from + PAGE : l->count;
    const char *comma = "";
    int rc = 0;

    buffer_add_string(out, "{\"uploads\":[");
    for (size_t i = from; rc == 0 && i < end; i++)
        rc = upload_list_print_entry(x, &l->entries[i], &comma, out);
    if (end < l->count)
        buffer_addf(out, "],\"next\":%zu}", end);
    else
        buffer_add_string(out, "],\"next\":null}");
    return rc != 0 ? rc : buffer_error(out);
}

static int upload_list_answer(struct exchange *x, const struct wish *w)
{
    const struct poll_app *app = x->app;
    struct upload_list list;
    struct buffer text;

    buffer_init(&text, ANSWER_MAX);
    int rc = upload_list_fill(x->thread, app->config.redis_prefix, clock_wall_ms() - DAY_MS,
                              *w->find != '\0' ? w->find : NULL, &list);
    if (rc == 0)
        rc = upload_list_print(x, &list, w->from, &text);
    if (rc == ERR_REDIS) /* clients must not learn where Redis is or what it replied */
        document_reader_log_failure(x->thread);
    if (rc == 0) {
        response_header(x->response, "Cache-Control", "no-store");
        rc = response_send(x->response, 200, "application/json", text.data, text.len);
    }
    upload_list_free(&list);
    buffer_free(&text);
    return rc;
}

int upload_list_send(struct exchange *x)
{
    struct wish w = {.find = ""};

    if (x->thread == NULL) /* the thread began without enough memory */
        return ERR_NOMEM;
    int rc = upload_list_read_wish(x, &w);
    /* It asks Redis often, and the answer may be long. */
    if (rc == 0)
        rc = sender_limits_take(x);
    return rc != 0 ? rc : upload_list_answer(x, &w);
}
