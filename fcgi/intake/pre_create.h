/* SPDX-License-Identifier: MIT */
/*
 * The setting pre_create: a program of the site that decides whether an upload may be created.
 */
#ifndef LOADLINE_PRE_CREATE_H
#define LOADLINE_PRE_CREATE_H

#include <stddef.h>
#include <stdint.h>

#define PRE_CREATE_REASON_SIZE 501 /* first line of its output, with a NUL */

struct pre_create_question {
    const char *text; /* len bytes */
    size_t len;
    const char *traceparent; /* of the upload (trace_context.h); "" or NULL: none */
};

/* Runs command (a path and arguments separated by blanks; no shell) with the question on its
 * standard input, and the trace as the variable TRACEPARENT. Returns 0 if it exits with status 0;
 * ERR_REFUSED on another status, with its message in reason_out ("": none); ERR_ADMISSION if it
 * could not run, was ended by a signal or exceeded timeout_ms, when it is killed with all its
 * children; or ERR_NOMEM. */
int pre_create_ask(const char *command, const struct pre_create_question *q, int64_t timeout_ms,
                   char reason_out[PRE_CREATE_REASON_SIZE]);

#endif
