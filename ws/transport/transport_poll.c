/* SPDX-License-Identifier: MIT */
/*
 * One answer: everything that the client has not seen, as soon as there is any, in the format of
 * progress.fcgi's answer to ?ids=. The session ends with it.
 */
#include "ws/transport/transport_internal.h"

#include "base/error.h"
#include "ws/transport/http_answer.h"

#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>

#define LINGER_US 50000 /* to collect more uploads of a list, whose length is unknown */
/* Delay before an answer that contains only stale uploads: a client that polls again at once would
 * do so repeatedly. */
#define STALE_US 1000000
#define HEAD "Content-Type: application/json\r\n"

enum transport_poll_find { FIND_DOCUMENT, FIND_GONE, FIND_STALE };

/* The newest result for one upload. */
struct transport_http_found {
    enum transport_poll_find what;
    struct message *message;
};

static struct transport_http_found *transport_poll_find(struct transport_http *l, const char *id)
{
    for (size_t i = 0; i < l->found_count; i++)
        if (strcmp(message_about(l->found[i].message)->id, id) == 0)
            return &l->found[i];
    return NULL;
}

static struct transport_http_found *transport_poll_add(struct transport_http *l)
{
    if (l->found_count == l->found_max) {
        size_t max = l->found_max == 0 ? 8 : l->found_max * 2;
        struct transport_http_found *more = realloc(l->found, max * sizeof *more);
        if (more == NULL)
            return NULL;
        l->found = more;
        l->found_max = max;
    }
    struct transport_http_found *f = &l->found[l->found_count++];
    f->message = NULL;
    return f;
}

/* Ownership of m passes to this function. */
static void transport_poll_keep(struct transport_http *l, enum transport_poll_find what,
                                struct message *m)
{
    struct transport_http_found *f = transport_poll_find(l, message_about(m)->id);

    if (f == NULL)
        f = transport_poll_add(l);
    if (f == NULL) { /* the client asks for it again */
        message_unref(&m);
        return;
    }
    message_unref(&f->message);
    *f = (struct transport_http_found){what, m};
}

static void answer_problem(struct transport_http *l, int err, const char *detail)
{
    http_answer_problem(&l->out, err, detail, l->fields);
    l->ended = true;
}

static void write_list(const struct transport_http *l, struct buffer *out, const char *name,
                       enum transport_poll_find what)
{
    const char *comma = "";

    buffer_addf(out, "\"%s\":[", name);
    for (size_t i = 0; i < l->found_count; i++) {
        struct message *m = l->found[i].message;
        if (l->found[i].what != what)
            continue;
        buffer_add_string(out, comma);
        if (what == FIND_DOCUMENT)
            buffer_add(out, (const char *)message_bytes(m), message_len(m));
        else
            buffer_add_json_string(out, message_about(m)->id);
        comma = ",";
    }
    buffer_add_char(out, ']');
}

static void transport_poll_answer(struct transport_http *l)
{
    struct buffer body, fields;

    buffer_init(&body, l->out.max);
    buffer_add_char(&body, '{');
    write_list(l, &body, "uploads", FIND_DOCUMENT);
    buffer_add_char(&body, ',');
    write_list(l, &body, "gone", FIND_GONE);
    buffer_add_char(&body, ',');
    write_list(l, &body, "stale", FIND_STALE);
    if (l->site != NULL) {
        buffer_add_string(&body, ",\"site\":");
        buffer_add(&body, (const char *)message_bytes(l->site), message_len(l->site));
    }
    buffer_add_char(&body, '}');
    buffer_init(&fields, sizeof HEAD + TRANSPORT_HTTP_FIELDS_MAX);
    buffer_addf(&fields, HEAD "%s", l->fields);
    if (buffer_error(&body) == 0) {
        http_answer_head(&l->out, 200, buffer_text(&fields), (long long)body.len);
        buffer_add(&l->out, buffer_text(&body), body.len);
        l->ended = true;
    } else {
        answer_problem(l, ERR_BOUND, "Ask for fewer uploads at once.");
    }
    buffer_free(&fields);
    buffer_free(&body);
}

/* Ownership of m passes to this function. */
static void transport_poll_take(struct transport_http *l, struct message *m)
{
    const struct message_about *about = message_about(m);

    if (about->rev > 0) {
        if (!http_query_has_seen(&l->query, about->id, about->epoch, about->rev)) {
            transport_poll_keep(l, FIND_DOCUMENT, m);
            return;
        }
    } else if (strcmp(about->event, "gone") == 0 || strcmp(about->event, "stale") == 0) {
        /* A client that has seen version 0-0 knows that there is no such upload. */
        bool gone = about->event[0] == 'g';
        if (!gone || !http_query_has_seen(&l->query, about->id, 0, 0)) {
            transport_poll_keep(l, gone ? FIND_GONE : FIND_STALE, m);
            return;
        }
    } else if (about->at > l->query.site_at) {
        message_unref(&l->site);
        l->site = m;
        return;
    } else if (strcmp(about->event, "watching") == 0) {
        l->answered++;
    } else if (about->err != 0 && !l->ended) {
        answer_problem(l, about->err, NULL);
    }
    message_unref(&m);
}

static bool is_complete(const struct transport_http *l)
{
    size_t due = l->query.watch.scope == PROTOCOL_IDS ? l->query.watch.id_count : 1;

    return l->answered >= due + l->query.site_too;
}

static bool is_stale(const struct transport_http *l)
{
    size_t n = 0;

    while (n < l->found_count && l->found[n].what == FIND_STALE)
        n++;
    return n > 0 && n == l->found_count && l->site == NULL;
}

static lws_usec_t stale_us(const struct transport_http *l)
{
    return l->query.wait_ms >= 0 && l->query.wait_ms < STALE_US / 1000 ? LINGER_US : STALE_US;
}

static void transport_poll_next(struct transport_http *l)
{
    struct message *m;

    while (!l->ended && (m = session_next(l->session)) != NULL)
        transport_poll_take(l, m);
    if (l->ended)
        return;
    if (l->closing) {
        answer_problem(l, ERR_BUSY, NULL);
    } else if (l->is_late && is_complete(l)) {
        transport_poll_answer(l);
    } else if (l->is_overdue) {
        answer_problem(l, ERR_REDIS, NULL);
    } else if (!l->is_late && (l->found_count > 0 || l->site != NULL) && is_complete(l)) {
        if (l->query.watch.scope == PROTOCOL_IDS && !is_stale(l))
            transport_poll_answer(l);
        else if (!l->lingers)
            lws_set_timer_usecs(l->wsi, is_stale(l) ? stale_us(l) : LINGER_US);
        l->lingers = true;
    }
}

static void transport_poll_begin(struct transport_http *l)
{
    int64_t wait_ms = l->config->relay_poll_wait_ms;

    if (l->query.wait_ms >= 0 && l->query.wait_ms < wait_ms)
        wait_ms = l->query.wait_ms;
    lws_set_timer_usecs(l->wsi, (lws_usec_t)(wait_ms > 0 ? wait_ms * 1000 : LINGER_US));
}

/* However short the wait was, Redis gets its time. */
static void time_is_up(struct transport_http *l)
{
    l->is_overdue = l->is_late;
    l->is_late = true;
    if (!l->is_overdue)
        lws_set_timer_usecs(l->wsi, l->config->redis_timeout_ms * INT64_C(1000));
    lws_callback_on_writable(l->wsi);
}

static void close_poll(struct transport_http *l)
{
    for (size_t i = 0; i < l->found_count; i++)
        message_unref(&l->found[i].message);
    free(l->found);
    message_unref(&l->site);
}

const struct transport_http_ops transport_http_poll = {
    .path = "/poll",
    .begin = transport_poll_begin,
    .next = transport_poll_next,
    .time_is_up = time_is_up,
    .refuse = answer_problem,
    .close = close_poll,
};
