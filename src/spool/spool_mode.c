/* SPDX-License-Identifier: MIT */
/*
 * Sets the modes of the spool and checks its group. An account's own group is shared with
 * everything else of that account, and on a shared host possibly with every neighbour. Only a group
 * made for the site may read the spool. Accounts of people are told from those of programs by their
 * number, as in login.defs(5).
 */
#include "spool/spool_mode.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MASK_PRIVATE 0077
#define MASK_GROUP 0007 /* never other users */
#define GROUP_BITS 0070
#define OPEN_MODE 02770
#define PEOPLE_FROM 1000 /* UID_MIN */
#define NOBODY 65534

static mode_t mask = MASK_PRIVATE;

static bool is_person(const struct passwd *p)
{
    return p->pw_uid >= PEOPLE_FROM && p->pw_uid != NOBODY;
}

/* Calls match for each account until it returns true. */
static bool spool_mode_find_account(bool (*match)(const struct passwd *p, gid_t group, uid_t uid),
                                    gid_t group, uid_t uid, char *name, size_t size)
{
    const struct passwd *p;
    bool found = false;

    setpwent();
    while (!found && (p = getpwent()) != NULL) {
        found = match(p, group, uid);
        if (found)
            (void)snprintf(name, size, "%s", p->pw_name);
    }
    endpwent();
    return found;
}

static bool has_as_own(const struct passwd *p, gid_t group, uid_t uid)
{
    (void)uid;
    return p->pw_gid == group;
}

static bool is_other_person(const struct passwd *p, gid_t group, uid_t uid)
{
    return p->pw_gid == group && is_person(p) && p->pw_uid != uid;
}

bool spool_mode_find_person(gid_t group, uid_t uid, char *name, size_t size)
{
    const struct group *g = getgrgid(group);

    for (char *const *m = g != NULL ? g->gr_mem : NULL; m != NULL && *m != NULL; m++) {
        const struct passwd *p = getpwnam(*m);
        if (p != NULL && is_person(p) && p->pw_uid != uid) {
            (void)snprintf(name, size, "%s", p->pw_name);
            return true;
        }
    }
    return spool_mode_find_account(is_other_person, group, uid, name, size);
}

bool spool_mode_is_sites_group(gid_t group)
{
    const struct passwd *own = getpwuid(geteuid());
    char name[64];

    if (group == 0 || (own != NULL && own->pw_gid == group))
        return false;
    return !spool_mode_find_account(has_as_own, group, 0, name, sizeof name) &&
           !spool_mode_find_person(group, (uid_t)-1, name, sizeof name);
}

/* For "auto": a closed spool stays closed. */
static bool group_may(const char *spool)
{
    struct stat st;

    if (spool == NULL)
        return false;
    if (stat(spool, &st) == 0)
        return (st.st_mode & GROUP_BITS) != 0 && spool_mode_is_sites_group(st.st_gid);
    return errno == ENOENT && spool_mode_is_sites_group(getegid());
}

/* Files in the spool may have modes older than the setting. They do not matter while the folder is
 * closed. */
static void correct_spool(const char *spool, bool open_it)
{
    struct stat st;

    if (stat(spool, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid())
        return;
    if (mask == MASK_PRIVATE && (st.st_mode & MASK_PRIVATE) != 0)
        (void)chmod(spool, st.st_mode & 07777 & ~(mode_t)MASK_PRIVATE);
    if (open_it && (st.st_mode & 07777) != OPEN_MODE)
        (void)chmod(spool, OPEN_MODE);
}

void spool_mode_begin(const struct config *c, bool own_spool)
{
    bool asked = strcmp(c->spool_mode, "group") == 0;
    bool group = asked || (strcmp(c->spool_mode, "auto") == 0 && group_may(c->spool));

    mask = group ? MASK_GROUP : MASK_PRIVATE;
    (void)umask(mask);
    if (own_spool && c->spool != NULL)
        correct_spool(c->spool, asked);
}

mode_t spool_mode_mask(void)
{
    return mask;
}
