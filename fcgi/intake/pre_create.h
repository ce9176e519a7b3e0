/* SPDX-License-Identifier: MIT */
/*
 * The setting pre_create: a program of the site's own that is asked whether an upload may be made.
 */
#ifndef LOADLINE_PRE_CREATE_H
#define LOADLINE_PRE_CREATE_H

#include <stddef.h>
#include <stdint.h>

#define PRE_CREATE_REASON_SIZE 501 /* of its first line, with a NUL */

/* Runs command (a path and arguments between blanks; no shell) with the question on its standard
 * input. 0 where it exits with status 0; ERR_REFUSED with what it said in reason_out ("" nothing)
 * where with another one; ERR_ADMISSION where it could not be run, was ended by a signal, or took
 * longer than timeout_ms: then it is killed with all its children. */
int pre_create_ask(const char *command, const char *question, size_t len, int64_t timeout_ms,
                   char reason_out[PRE_CREATE_REASON_SIZE]);

#endif
