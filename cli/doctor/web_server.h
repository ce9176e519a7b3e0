/* SPDX-License-Identifier: MIT */
/*
 * The process of the web server on this machine, found by the port that it listens at, else by its
 * name: which files it may reach is a matter of its user and its groups.
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
    gid_t groups[WEB_SERVER_GROUPS_MAX]; /* its own first */
    size_t group_count;
};

/* Of the processes that serve url, one that is not root's where there is one. name: as in the field
 * Server. False: none is seen. */
bool web_server_find(const char *url, const char *name, struct web_server *out);

/* What keeps the server from a socket or file: the first folder of path, or the end of it, that it
 * may not pass (search) or use (write). False: nothing does, or path is not to be seen. */
struct web_server_obstacle {
    char path[PATH_MAX];
    gid_t group;
    bool group_may; /* as its mode is */
    bool is_folder;
};
bool web_server_obstacle(const struct web_server *s, const char *path,
                         struct web_server_obstacle *out);

#endif
