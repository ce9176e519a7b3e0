/* SPDX-License-Identifier: MIT */
/*
 * Names of users and groups, or their numbers if they have no name.
 */
#ifndef LOADLINE_ACCOUNT_H
#define LOADLINE_ACCOUNT_H

#include <stdbool.h>
#include <sys/types.h>

#define ACCOUNT_NAME_SIZE 64

/* Write the name of the group or user, else its number, into name and return it. errno is not
 * preserved. */
const char *account_group(gid_t gid, char name[ACCOUNT_NAME_SIZE]);
const char *account_user(uid_t uid, char name[ACCOUNT_NAME_SIZE]);

/* Like account_user(), for the user that runs this process. */
const char *account_own(char name[ACCOUNT_NAME_SIZE]);

/* Finds a source of accounts or groups in nsswitch.conf(5) that may not list all of its entries, as
 * LDAP by default. Returns false if there is none. */
bool account_unlisted_source(char source[ACCOUNT_NAME_SIZE]);

#endif
