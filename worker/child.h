/* SPDX-License-Identifier: MIT */
/*
 * A child process that ends with the worker.
 */
#ifndef LOADLINE_CHILD_H
#define LOADLINE_CHILD_H

#include <sys/types.h>

/* Runs fn in a new process, whose exit status is fn's result. The caller's blocked signals stay
 * blocked until fn unblocks them. Returns the process id, or -1 with errno. */
pid_t child_start(int (*fn)(void *arg), void *arg);

#endif
