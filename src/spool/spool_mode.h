/* SPDX-License-Identifier: MIT */
/*
 * Decides whether the spool's group may read the spool, besides the programs' user. The modes of
 * all files follow from the umask, so the program sets it once, before it makes anything.
 */
#ifndef LOADLINE_SPOOL_MODE_H
#define LOADLINE_SPOOL_MODE_H

#include "config/config.h"

#include <stdbool.h>
#include <sys/types.h>

/* Sets the umask for the setting spool_mode. With own_spool, it also closes an existing spool that
 * belongs to our user, or opens it to the group if the setting is "group". Not thread-safe: call it
 * before any thread starts. */
void spool_mode_begin(const struct config *c, bool own_spool);

/* Returns the umask that was set, also by the process that forked this one. */
mode_t spool_mode_mask(void);

/* Whether the group was made for a site: it is no account's own group, and all its members are
 * accounts of programs. */
bool spool_mode_is_sites_group(gid_t group);

/* Finds a person's account (other than uid) in the group and writes its name. False if there is
 * none. */
bool spool_mode_find_person(gid_t group, uid_t uid, char *name, size_t size);

#endif
