/* SPDX-License-Identifier: MIT */
/*
 * Processes that left the process group of the command that started them. They become our children
 * instead of init's, and end with the stage.
 */
#ifndef LOADLINE_ORPHANS_H
#define LOADLINE_ORPHANS_H

#include <stdbool.h>
#include <sys/types.h>

/* Makes orphans among our descendants our children from now on. */
void orphans_adopt(void);

/* Kills all children, and those that become ours meanwhile, for at most a second. Call it only when
 * no child is needed any more. */
void orphans_kill(void);

/* Kills the children for which wanted() is false. Returns whether there were any; the caller waits
 * for them. */
bool orphans_kill_unwanted(bool (*wanted)(const void *arg, pid_t pid), const void *arg);

#endif
