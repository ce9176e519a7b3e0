/* SPDX-License-Identifier: MIT */
/*
 * A private Redis for unit tests: on a UNIX socket in its own temporary folder, without
 * persistence, ended by its process id.
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

/* Creates the folder, starts the server and waits until it answers. Returns 0, or -1 with a message
 * on stderr. */
int redis_server_start(struct redis_server *server);

/* Starts the server in the same folder after redis_server_kill(). Returns the same. */
int redis_server_restart(struct redis_server *server);

/* Kills the server (SIGKILL) and keeps the folder. */
void redis_server_kill(struct redis_server *server);

/* Ends the server and removes the folder. */
void redis_server_stop(struct redis_server *server);

#endif
