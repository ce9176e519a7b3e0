/* SPDX-License-Identifier: MIT */
/*
 * A stream of events: each message of the session, under its own event name. A browser's
 * EventSource does not see the status of a refusal and reconnects forever, so the relay refuses it
 * by an event, unless the request itself is invalid.
 */
#include "ws/transport/transport_internal.h"

#include "base/error.h"
#include "ws/transport/http_answer.h"

#include <inttypes.h>
#include <string.h>

#define RETRY_MS 3000
#define HEAD "Content-Type: text/event-stream\r\nX-Accel-Buffering: no\r\n"
#define REFUSED_RECONNECT_MS 60000

static void write_head(struct transport_http *l)
{
    struct buffer fields;

    buffer_init(&fields, sizeof HEAD + TRANSPORT_HTTP_FIELDS_MAX);
    buffer_addf(&fields, HEAD "%s", l->fields);
    http_answer_head(&l->out, 200, buffer_text(&fields), -1);
    buffer_free(&fields);
    buffer_addf(&l->out, "retry: %d\n\n", RETRY_MS);
    l->begun = true;
}

/* A line end within the text would end the field. */
static void write_data(struct buffer *out, const char *text, size_t len)
{
    while (len > 0) {
        size_t line = 0;
        while (line < len && text[line] != '\n' && text[line] != '\r')
            line++;
        buffer_add_string(out, "data: ");
        buffer_add(out, text, line);
        buffer_add_char(out, '\n');
        line += line < len;
        text += line;
        len -= line;
    }
    buffer_add_char(out, '\n');
}

static void write_message(struct buffer *out, struct message *m)
{
    const struct message_about *about = message_about(m);

    buffer_addf(out, "event: %s\n", about->event);
    if (about->rev > 0)
        buffer_addf(out, "id: %" PRId64 "-%" PRId64 "\n", about->epoch, about->rev);
    write_data(out, (const char *)message_bytes(m), message_len(m));
}

static void transport_sse_next(struct transport_http *l)
{
    struct message *m;

    while ((m = session_next(l->session)) != NULL) {
        const struct message_about *about = message_about(m);
        bool known =
            about->rev > 0 && http_query_has_seen(&l->query, about->id, about->epoch, about->rev);
        if (!known)
            write_message(&l->out, m);
        message_unref(&m);
        if (!known)
            return;
    }
    l->ended = l->closing;
}

static void write_and_free(struct transport_http *l, struct message *m)
{
    if (m != NULL)
        write_message(&l->out, m);
    message_unref(&m);
}

static void transport_sse_refuse(struct transport_http *l, int err, const char *detail)
{
    static const struct protocol_ref no_ref;

    l->ended = true;
    if (error_status(err) == 400 || err == ERR_MEDIA_TYPE || err == ERR_CROSS_ORIGIN) {
        http_answer_problem(&l->out, err, detail, l->fields);
        return;
    }
    write_head(l);
    write_and_free(l, protocol_error(no_ref, err, detail));
    write_and_free(l, protocol_bye(error_code(err), REFUSED_RECONNECT_MS));
}

const struct transport_http_ops transport_http_events = {
    .path = "/events",
    .type = "text/event-stream",
    .begin = write_head,
    .next = transport_sse_next,
    .refuse = transport_sse_refuse,
};
