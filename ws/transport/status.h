/* SPDX-License-Identifier: MIT */
/*
 * The relay's status for its operator: liveness, readiness, counters, and the connected clients. No
 * I/O.
 */
#ifndef LOADLINE_STATUS_H
#define LOADLINE_STATUS_H

#include "ws/session/session.h"
#include "ws/source/sources.h"

struct status_view {
    const struct sessions *sessions;
    const struct topics *topics;
    const struct sources *sources;
    const struct site *site;
    const struct config *config; /* in use */
    int64_t ready_lag_ms;
    bool stopping;
};

/* Appends the relay's members of its heartbeat, each after a comma. */
void status_describe(const struct status_view *v, struct buffer *out);

/* Appends the body of the answer to a path. Returns its HTTP status, 404 for an unknown path, and
 * sets its media type (static). */
int status_answer(const struct status_view *v, const char *path, struct buffer *out,
                  const char **type_out);

#endif
