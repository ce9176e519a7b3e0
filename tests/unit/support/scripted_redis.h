/* SPDX-License-Identifier: MIT */
/*
 * A server on loopback that speaks Redis's protocol from a table, as a child that ends with the
 * test at the latest. It serves one connection after the other.
 */
#ifndef LOADLINE_SCRIPTED_REDIS_H
#define LOADLINE_SCRIPTED_REDIS_H

#include <sys/types.h>

struct scripted_answer {
    const char *command; /* its words, joined by blanks; NULL ends the table */
    const char *reply;   /* as on the wire; NULL: close the connection */
};

struct scripted_redis {
    pid_t pid;
    int port;
};

/* Starts the server; a command that is not in the table gets an error. 0 or -1. */
int scripted_redis_start(struct scripted_redis *s, const struct scripted_answer *answers);
void scripted_redis_stop(struct scripted_redis *s);

#endif
