/* SPDX-License-Identifier: MIT */
/*
 * Parses the query of a plain request. An unreadable version counts as not seen: the client then
 * receives one document more.
 */
#include "ws/transport/http_query.h"

#include "base/error.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define WAIT_MAX_S 3600
#define S_PER_MS 1000

static int http_query_mistake(struct http_query *q, const char *text)
{
    q->watch.mistake = text;
    return ERR_BAD_REQUEST;
}

static size_t count_items(const char *list)
{
    size_t n = 1;

    for (; *list != '\0'; list++)
        n += *list == ',';
    return n;
}

/* The length of the request bounds the number of comparisons. */
static bool is_asked(const struct http_query *q, const char *id)
{
    for (size_t i = 0; i < q->watch.id_count; i++)
        if (strcmp(q->watch.ids[i], id) == 0)
            return true;
    return false;
}

/* Keeps each id once: a watch is answered once, and a poll waits for as many answers as it has ids.
 */
static int http_query_read_ids(struct http_query *q, const char *list, size_t max)
{
    size_t count = count_items(list);

    if (count > max)
        return ERR_TOO_MANY;
    q->watch.ids = calloc(count, sizeof *q->watch.ids);
    if (q->watch.ids == NULL)
        return ERR_NOMEM;
    for (const char *at = list;; at++) {
        size_t len = strcspn(at, ",");
        char id[ID_SIZE] = "";
        if (len == ID_LEN)
            memcpy(id, at, ID_LEN);
        if (!id_valid(id))
            return http_query_mistake(q,
                                      "An id must be the 32 lower-case hex digits of an upload.");
        if (!is_asked(q, id))
            memcpy(q->watch.ids[q->watch.id_count++], id, ID_SIZE);
        at += len;
        if (*at == '\0')
            return 0;
    }
}

/* Parses "EPOCH-REV"; ignores the rest. */
static bool http_query_read_version(const char *text, struct http_since *out)
{
    char *end;

    errno = 0;
    out->epoch = strtoll(text, &end, 10);
    if (end == text || *end != '-' || out->epoch < 0)
        return false;
    text = end + 1;
    out->rev = strtoll(text, &end, 10);
    return end != text && (*end == '\0' || *end == ',') && out->rev >= 0 && errno == 0;
}

static void add_since(struct http_query *q, const char *id, const char *version)
{
    struct http_since *s = &q->since[q->since_count];

    memcpy(s->id, id, ID_LEN);
    if (http_query_read_version(version, s))
        q->since_count++;
}

static int read_since(struct http_query *q, const char *list)
{
    q->since = calloc(count_items(list), sizeof *q->since);
    if (q->since == NULL)
        return ERR_NOMEM;
    for (const char *at = list; *at != '\0';) {
        size_t len = strcspn(at, ",");
        if (len > ID_LEN && at[ID_LEN] == ':')
            add_since(q, at, at + ID_LEN + 1);
        else if (q->watch.id_count == 1 && q->since_count == 0)
            add_since(q, q->watch.ids[0], at);
        at += len + (at[len] == ',');
    }
    return 0;
}

static int http_query_read_scope(struct http_query *q, const struct http_parameters *p,
                                 size_t ids_max)
{
    const char *ids = p->ids != NULL ? p->ids : p->id;

    q->watch.verb = PROTOCOL_WATCH;
    int uploads = (ids != NULL) + (p->owner != NULL) + (p->all != NULL);
    if (uploads > 1 || (uploads == 0 && p->site == NULL))
        return http_query_mistake(q, "The query must have one of id, ids, owner, all and site.");
    q->site_too = p->site != NULL && uploads > 0;
    q->watch.scope = PROTOCOL_SITE;
    if (uploads == 0)
        return 0;
    q->watch.scope = PROTOCOL_IDS;
    if (ids != NULL)
        return http_query_read_ids(q, ids, ids_max);
    q->watch.scope = p->owner != NULL ? PROTOCOL_OWNED : PROTOCOL_ALL;
    if (p->owner != NULL && strcmp(p->owner, "me") != 0)
        return http_query_mistake(q, "owner must be me.");
    if (p->all != NULL && strcmp(p->all, "1") != 0)
        return http_query_mistake(q, "all must be 1.");
    return 0;
}

static int read_site(struct http_query *q, const char *text)
{
    char *end;

    if (text == NULL)
        return 0;
    errno = 0;
    q->site_at = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || q->site_at < 0 || errno != 0)
        return http_query_mistake(q, "site must be a time in milliseconds, or 0.");
    return 0;
}

static int read_wait(struct http_query *q, const char *text)
{
    char *end;

    q->wait_ms = -1;
    if (text == NULL)
        return 0;
    long s = strtol(text, &end, 10);
    if (end == text || *end != '\0' || s < 0 || s > WAIT_MAX_S)
        return http_query_mistake(q, "wait must be a whole number of seconds.");
    q->wait_ms = (int64_t)s * S_PER_MS;
    return 0;
}

int http_query_parse(const struct http_parameters *p, const char *last, size_t ids_max,
                     struct http_query *out)
{
    *out = (struct http_query){0};
    int rc = http_query_read_scope(out, p, ids_max);
    if (rc == 0)
        rc = read_wait(out, p->wait);
    if (rc == 0)
        rc = read_site(out, p->site);
    const char *since = p->since != NULL || out->watch.id_count != 1 ? p->since : last;
    if (rc == 0 && since != NULL)
        rc = read_since(out, since);
    return rc;
}

void http_query_free(struct http_query *q)
{
    protocol_request_free(&q->watch);
    free(q->since);
    q->since = NULL;
    q->since_count = 0;
}

bool http_query_has_seen(const struct http_query *q, const char *id, int64_t epoch, int64_t rev)
{
    for (size_t i = 0; i < q->since_count; i++) {
        const struct http_since *s = &q->since[i];
        if (memcmp(s->id, id, ID_LEN) == 0)
            return s->epoch > epoch || (s->epoch == epoch && s->rev >= rev);
    }
    return false;
}
