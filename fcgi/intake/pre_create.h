/* SPDX-License-Identifier: MIT */
/*
 * The setting pre_create: a program of the site that decides whether an upload may be created.
 */
#ifndef LOADLINE_PRE_CREATE_H
#define LOADLINE_PRE_CREATE_H

#include <stddef.h>
#include <stdint.h>

#define PRE_CREATE_REASON_SIZE 501 /* first line of its output, with a NUL */

/* Runs command (a path and arguments separated by blanks; no shell) with the question of len bytes
 * on its standard input. Returns 0 if it exits with status 0; ERR_REFUSED on another status, with
 * its message in reason_out ("": none); ERR_ADMISSION if it could not run, was ended by a signal or
 * exceeded timeout_ms, when it is killed with all its children; or ERR_NOMEM. */
int pre_create_ask(const char *command, const char *question, size_t len, int64_t timeout_ms,
                   char reason_out[PRE_CREATE_REASON_SIZE]);

#endif
