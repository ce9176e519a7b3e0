/* SPDX-License-Identifier: MIT */
/*
 * Memory in which a worker's children leave what their parent needs from the spool. The parent
 * renews claims and must not wait for a spool that hangs.
 */
#ifndef LOADLINE_CHILD_NOTES_H
#define LOADLINE_CHILD_NOTES_H

#include "base/id.h"
#include "base/trace_context.h"
#include "spool/store.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct child_notes {
    char cursor[ID_SIZE];                                /* the id that the walks have reached */
    _Atomic int64_t spool_free, spool_size, spool_at_ms; /* monotonic; 0: not measured yet */
    char traces[][TRACE_PARENT_SIZE];                    /* of the jobs, by place */
};

/* Makes empty notes with so many places. The caller frees them with the same number. 0 or
 * ERR_NOMEM. */
int child_notes_new(size_t places, struct child_notes **out);
void child_notes_free(struct child_notes **n, size_t places);

/* Measures the space of the spool's file system. May hang with it: call it in a child. */
void child_notes_measure(struct child_notes *n, const struct store *s);

/* Gives the space as measured last. False if that is longer ago than max_age_ms. */
bool child_notes_space(const struct child_notes *n, int64_t now_ms, int64_t max_age_ms,
                       int64_t *free_out, int64_t *size_out);

/* Names the trace that the job of this place has left in this process's log lines about id. A job
 * may have been killed while it wrote. */
void child_notes_log_trace(const struct child_notes *n, size_t place, const char *id);

#endif
