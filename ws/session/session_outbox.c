/* SPDX-License-Identifier: MIT */
/*
 * What is due to a client: marks, answers to its requests, and the end of the session.
 */
#include "ws/session/session_internal.h"

#include "ws/fanout/counters.h"
#include "base/error.h"

#include <stdlib.h>

void session_mark_due(struct session *s, unsigned due)
{
    s->due |= due;
    s->ops->request_write(s->connection);
}

void session_end(struct session *s, int code, const char *reason)
{
    if (s->closing)
        return;
    s->closing = true;
    s->ops->close(s->connection, code, reason);
    s->ops->request_write(s->connection);
}

/* Queues an answer until the client can take it. A client that keeps asking without reading is
 * closed. */
void session_answer(struct session *s, struct message *m)
{
    struct answer *a = m != NULL ? malloc(sizeof *a) : NULL;

    if (a == NULL) {
        message_unref(&m);
        session_end(s, CLOSE_INTERNAL, "out of memory");
        return;
    }
    a->message = m;
    STAILQ_INSERT_TAIL(&s->answers, a, entry);
    if (++s->answer_count > SESSION_ANSWERS_MAX)
        session_end(s, CLOSE_POLICY, "too many answers left unread");
    s->ops->request_write(s->connection);
}

struct message *session_next_answer(struct session *s)
{
    struct answer *a = STAILQ_FIRST(&s->answers);
    struct message *m = a->message;

    STAILQ_REMOVE_HEAD(&s->answers, entry);
    s->answer_count--;
    free(a);
    return m;
}

void session_refuse(struct session *s, struct protocol_ref ref, int err, const char *text)
{
    counter_refused(err);
    session_answer(s, protocol_error(ref, err, text));
}

unsigned session_take_mark(unsigned *marks, unsigned wanted)
{
    unsigned found = *marks & wanted;

    found &= ~found + 1;
    *marks &= ~found;
    return found;
}
