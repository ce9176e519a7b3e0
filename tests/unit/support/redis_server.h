/* SPDX-License-Identifier: MIT */
/*
 * A private Redis for unit tests: on a UNIX socket in a temporary folder of its own, without
 * persistence, ended by its own process id.
 */
#ifndef LOADLINE_REDIS_SERVER_H
#define LOADLINE_REDIS_SERVER_H

#include <sys/types.h>

#define REDIS_SERVER_PATH_SIZE 64

struct redis_server {
    pid_t pid;
    char folder[REDIS_SERVER_PATH_SIZE];
    char socket[REDIS_SERVER_PATH_SIZE + 16];
    char url[REDIS_SERVER_PATH_SIZE + 32]; /* for redis_open(): unix:…?db=0 */
};

/* Makes the folder and starts the server there; returns when it answers. 0, or -1 with a word on
 * stderr. */
int redis_server_start(struct redis_server *server);

/* The same folder again, after redis_server_kill(). */
int redis_server_restart(struct redis_server *server);

/* Ends it at once (SIGKILL) and keeps the folder. */
void redis_server_kill(struct redis_server *server);

/* Ends it and removes the folder. */
void redis_server_stop(struct redis_server *server);

#endif
