/* SPDX-License-Identifier: MIT */
/*
 * Who besides the programs' user may look into the spool: nobody, or its group. Everything that a
 * program makes follows from its umask, so this is set once, before anything is made.
 */
#ifndef LOADLINE_SPOOL_MODE_H
#define LOADLINE_SPOOL_MODE_H

#include "config/config.h"

#include <stdbool.h>
#include <sys/types.h>

/* Sets the umask that the settings ask for (spool_mode). With own_spool, a spool that is there and
 * belongs to us is closed, or opened where the settings say "group", as well. Not thread-safe:
 * before any thread. */
void spool_mode_begin(const struct config *c, bool own_spool);

/* The umask that was set, also by the process that this one was forked from. */
mode_t spool_mode_mask(void);

/* Whether the group is one that somebody made for a site: nobody's own, and nobody's but programs'.
 */
bool spool_mode_is_sites_group(gid_t group);

/* A person's account (not uid) that belongs to the group, into name; false: there is none. */
bool spool_mode_find_person(gid_t group, uid_t uid, char *name, size_t size);

#endif
