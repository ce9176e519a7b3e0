/* SPDX-License-Identifier: MIT */
/*
 * Processes that left the group of the command that started them: they become our children instead
 * of the system's, and are ended with the stage.
 */
#ifndef LOADLINE_ORPHANS_H
#define LOADLINE_ORPHANS_H

#include <stdbool.h>
#include <sys/types.h>

/* From now on orphans among our descendants become our children. */
void orphans_adopt(void);

/* Kills every child that we have, and those that become ours by that, for at most a second. Only
 * where no child is wanted any more. */
void orphans_kill(void);

/* Kills the children that are not wanted; whether there were any. They are the caller's to wait
 * for. */
bool orphans_kill_unwanted(bool (*wanted)(const void *arg, pid_t pid), const void *arg);

#endif
