/* SPDX-License-Identifier: MIT */
/*
 * The web server's process on this machine, found by its listening port, else by its name. Its user
 * and groups decide which files it can access.
 */
#ifndef LOADLINE_WEB_SERVER_H
#define LOADLINE_WEB_SERVER_H

#include "cli/common/account.h"

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#define WEB_SERVER_GROUPS_MAX 64

struct web_server {
    pid_t pid;
    uid_t uid;
    gid_t groups[WEB_SERVER_GROUPS_MAX]; /* its own group first */
    size_t group_count;
};

/* Finds the process that serves url, preferably one not of root. name: as in the field Server.
 * Returns false if none is found. */
bool web_server_find(const char *url, const char *name, struct web_server *out);

/* The first folder of path, or its last component, that the server has no permission to search or
 * to write. web_server_obstacle() returns false if there is none, or if path is not visible to the
 * caller. */
struct web_server_obstacle {
    char path[PATH_MAX];
    gid_t group;
    bool group_may; /* the mode grants the group access */
    bool is_folder;
};
bool web_server_obstacle(const struct web_server *s, const char *path,
                         struct web_server_obstacle *out);

#endif
