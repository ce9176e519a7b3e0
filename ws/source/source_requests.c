/* SPDX-License-Identifier: MIT */
/*
 * Requests on the reading connection, and the handlers of their replies, which arrive in the order
 * of the requests.
 */
#include "ws/source/source_internal.h"

#include <assert.h>

void source_send(struct redis_connection *f, const char *verb, const char *key, const char *value)
{
    const char *argv[] = {verb, key, value};

    redis_connection_command(f, value != NULL ? 3 : 2, argv);
}

bool source_has_room(const struct source *s, size_t requests)
{
    return s->request_count + requests <= SOURCE_REQUESTS;
}

void source_ask(struct source *s, int argc, const char *const *argv, source_take *take,
                void *subject)
{
    assert(source_has_room(s, 1));
    redis_connection_command(s->reader, argc, argv);
    s->requests[(s->request_first + s->request_count++) % SOURCE_REQUESTS] =
        (struct source_request){take, subject};
}

void source_discard_replies(struct source *s, const void *subject)
{
    for (size_t i = 0; i < s->request_count; i++) {
        struct source_request *q = &s->requests[(s->request_first + i) % SOURCE_REQUESTS];
        if (q->subject == subject)
            q->take = source_take_nothing;
    }
}

void source_drop_requests(struct source *s)
{
    s->request_count = 0;
}

bool source_take_nothing(struct source *s, void *subject, const struct redis_value *reply)
{
    (void)s;
    (void)subject;
    return redis_value_type(reply) != REDIS_VALUE_ERROR;
}

bool source_take_reply(struct source *s, const struct redis_value *reply)
{
    struct source_request q = {source_take_nothing, NULL};

    if (s->request_count > 0) {
        q = s->requests[s->request_first];
        s->request_first = (s->request_first + 1) % SOURCE_REQUESTS;
        s->request_count--;
    }
    return q.take(s, q.subject, reply);
}
