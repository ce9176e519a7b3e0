/* SPDX-License-Identifier: MIT */
/*
 * The address of a Redis server and its credentials, parsed from a URL. Plain data for every kind
 * of connection (redis.h blocks; the relay's connection does not).
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

/* Parses redis://[[user]:pass@]host[:port][/db] or unix:/path[?db=N][&user=…&password=…]
 * (percent-encoded; "@" and "/" of a password may be literal). ERR_SYNTAX if it is malformed;
 * ERR_CONFIG for rediss:// if TLS is not built in. */
int redis_target_parse(const char *url, struct redis_target *out);

#endif
