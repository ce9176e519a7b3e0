/* SPDX-License-Identifier: MIT */
/*
 * Prints the sessions for the operator. Owner names and addresses appear, tokens never.
 */
#include "ws/session/session_internal.h"

#define IDS_SHOWN 20 /* ids of one session's watches */

static const char *const kinds[SESSION_KINDS] = {"websocket", "events", "poll"};

const char *session_kind_name(enum session_kind kind)
{
    return kinds[kind];
}

size_t sessions_count_of(const struct sessions *s, enum session_kind kind)
{
    return s->kinds[kind];
}

static void session_print_add_text(struct buffer *out, const char *name, const char *value)
{
    buffer_addf(out, ",\"%s\":", name);
    if (value != NULL && *value != '\0')
        buffer_add_json_string(out, value);
    else
        buffer_add_string(out, "null");
}

static void add_watches(struct buffer *out, const struct session *s)
{
    const struct watch *w = TAILQ_FIRST(&s->watches);

    buffer_addf(out, ",\"watches\":%zu,\"owned\":%s,\"all\":%s,\"site\":%s,\"ids\":[",
                s->watch_count, s->owned != NULL ? "true" : "false",
                s->all != NULL ? "true" : "false", s->site ? "true" : "false");
    for (int i = 0; i < IDS_SHOWN && w != NULL; i++, w = TAILQ_NEXT(w, all))
        buffer_addf(out, "%s\"%s\"", i > 0 ? "," : "", w->listener.topic->id);
    buffer_add_char(out, ']');
}

static void session_print_print(const struct session *s, struct buffer *out)
{
    buffer_addf(out, "{\"session\":\"%s\",\"transport\":\"%s\"", s->name, kinds[s->ops->kind]);
    session_print_add_text(out, "address", s->address);
    session_print_add_text(out, "owner", s->principal != NULL ? s->principal->owner : NULL);
    buffer_addf(out, ",\"since\":%lld,\"bytes_in\":%llu,\"bytes_out\":%llu",
                (long long)s->opened_at, (unsigned long long)s->bytes_in,
                (unsigned long long)s->bytes_out);
    add_watches(out, s);
    buffer_add_char(out, '}');
}

void sessions_print(const struct sessions *s, struct buffer *out)
{
    const struct session *one;
    const char *comma = "";

    buffer_add_char(out, '[');
    for (one = TAILQ_FIRST(&s->all); one != NULL; one = TAILQ_NEXT(one, entry)) {
        buffer_add_string(out, comma);
        session_print_print(one, out);
        comma = ",\n";
    }
    buffer_add_char(out, ']');
}
