/* SPDX-License-Identifier: MIT */
/*
 * Users and groups by name, or by number where they have none; and what a user may do with a file,
 * by its mode.
 */
#ifndef LOADLINE_ACCOUNT_H
#define LOADLINE_ACCOUNT_H

#include <stdbool.h>
#include <sys/types.h>

#define ACCOUNT_NAME_SIZE 64

/* Both return name. errno is not kept. */
const char *account_group(gid_t gid, char name[ACCOUNT_NAME_SIZE]);
const char *account_user(uid_t uid, char name[ACCOUNT_NAME_SIZE]);

/* Who runs this. */
const char *account_own(char name[ACCOUNT_NAME_SIZE]);

/* A source of accounts or groups in nsswitch.conf(5) that may not list all that it has, as those of
 * LDAP by default; false: there is none. */
bool account_unlisted_source(char source[ACCOUNT_NAME_SIZE]);

#endif
