/* SPDX-License-Identifier: MIT */
/*
 * Names of users and groups, from the system's account database.
 */
#include "cli/common/account.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NSSWITCH "/etc/nsswitch.conf"
#define LINE_MAX_BYTES 1024
#define BLANKS " \t\n"

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

static bool lists_all(const char *source)
{
    static const char *const local[] = {"files",      "compat",   "systemd",   "db",
                                        "extrausers", "altfiles", "mymachines"};

    for (size_t i = 0; i < sizeof local / sizeof *local; i++)
        if (strcmp(source, local[i]) == 0)
            return true;
    return false;
}

/* line: "passwd: files [NOTFOUND=return] sss # ..."; modified. */
static bool find_unlisted(char *line, char source[ACCOUNT_NAME_SIZE])
{
    char *rest = NULL;
    bool in_action = false;

    line[strcspn(line, "#")] = '\0';
    const char *name = strtok_r(line, BLANKS ":", &rest);
    if (name == NULL || (strcmp(name, "passwd") != 0 && strcmp(name, "group") != 0))
        return false;
    for (char *word; (word = strtok_r(NULL, BLANKS, &rest)) != NULL;) {
        bool is_source = !in_action && *word != '[';
        if (is_source && strcmp(word, ":") != 0 && !lists_all(word)) {
            (void)snprintf(source, ACCOUNT_NAME_SIZE, "%s", word);
            return true;
        }
        in_action = !is_source && strchr(word, ']') == NULL;
    }
    return false;
}

bool account_unlisted_source(char source[ACCOUNT_NAME_SIZE])
{
    FILE *file = fopen(NSSWITCH, "re");
    char line[LINE_MAX_BYTES];
    bool found = false;

    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL)
        found = find_unlisted(line, source);
    if (file != NULL)
        (void)fclose(file);
    return found;
}
