/* SPDX-License-Identifier: MIT */
/*
 * What the relay tells its operator: whether it lives, whether it is of use, what it has done, and
 * who is connected. No I/O.
 */
#ifndef LOADLINE_STATUS_H
#define LOADLINE_STATUS_H

#include "ws/session/session.h"
#include "ws/source/source.h"

struct status_view {
    const struct sessions *sessions;
    const struct topics *topics;
    const struct source *source;
    const struct site *site;
    const struct config *config; /* in use */
    int64_t ready_lag_ms;
    bool stopping;
};

/* Appends what the relay's heartbeat says of it, each member behind a comma. */
void status_describe(const struct status_view *v, struct buffer *out);

/* Appends the body of the answer to a path; its status, 404 for a path that is none, and its type.
 */
int status_answer(const struct status_view *v, const char *path, struct buffer *out,
                  const char **type_out);

#endif
