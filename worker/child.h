/* SPDX-License-Identifier: MIT */
/*
 * A process of the worker's own, which dies with it.
 */
#ifndef LOADLINE_CHILD_H
#define LOADLINE_CHILD_H

#include <sys/types.h>

/* Runs fn in a new process, whose exit status is what fn returns. The signals that the maker blocks
 * stay blocked until fn lets them in, when it can deal with them. The process's id, or -1 with
 * errno. */
pid_t child_start(int (*fn)(void *arg), void *arg);

#endif
