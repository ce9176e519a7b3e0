/* SPDX-License-Identifier: MIT */
/*
 * The system's list of accounts.
 */
#include "cli/account.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

const char *account_group(gid_t gid, char name[ACCOUNT_NAME_SIZE])
{
    const struct group *g = getgrgid(gid);

    if (g != NULL)
        (void)snprintf(name, ACCOUNT_NAME_SIZE, "%s", g->gr_name);
    else
        (void)snprintf(name, ACCOUNT_NAME_SIZE, "%lu", (unsigned long)gid);
    return name;
}

const char *account_user(uid_t uid, char name[ACCOUNT_NAME_SIZE])
{
    const struct passwd *p = getpwuid(uid);

    if (p != NULL)
        (void)snprintf(name, ACCOUNT_NAME_SIZE, "%s", p->pw_name);
    else
        (void)snprintf(name, ACCOUNT_NAME_SIZE, "%lu", (unsigned long)uid);
    return name;
}

const char *account_own(char name[ACCOUNT_NAME_SIZE])
{
    return account_user(geteuid(), name);
}
