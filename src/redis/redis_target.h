/* SPDX-License-Identifier: MIT */
/*
 * Where a Redis server is and how to log in there: plain data out of a URL, for every kind of
 * connection (redis.h blocks; the relay's does not).
 */
#ifndef LOADLINE_REDIS_TARGET_H
#define LOADLINE_REDIS_TARGET_H

#define REDIS_DEFAULT_PORT 6379

struct redis_target {
    char host[256]; /* or "" with path set */
    int port;
    char path[108]; /* UNIX socket, or "" */
    int db;
    char user[128];     /* "" : none */
    char password[256]; /* "" : none */
};

/* redis://[[user]:pass@]host[:port][/db], unix:/path[?db=N][&user=…&password=…] (percent-encoded;
 * "@" and "/" of a password may stand as they are). ERR_SYNTAX otherwise; ERR_CONFIG for rediss://
 * where TLS is not built in. */
int redis_target_parse(const char *url, struct redis_target *out);

#endif
