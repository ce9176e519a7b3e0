/* SPDX-License-Identifier: MIT */
/*
 * Where Redis is, and how to log in, parsed from a URL: one server, a list of servers of which one
 * is the primary, or Sentinels that know the primary. Plain data for every kind of connection
 * (redis.h blocks; the relay's connection does not).
 */
#ifndef LOADLINE_REDIS_TARGET_H
#define LOADLINE_REDIS_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#define REDIS_DEFAULT_PORT 6379
#define REDIS_SENTINEL_PORT 26379
#define REDIS_ADDRESSES_MAX 8  /* in one URL */
#define REDIS_ADDRESS_SIZE 280 /* of redis_address_text() */
#define REDIS_FILE_SIZE 1025

struct redis_address {
    char host[256]; /* or "" with path set */
    int port;
    char path[108]; /* UNIX socket, or "" */
};

struct redis_login {
    char user[128];     /* "" : none */
    char password[256]; /* "" : none */
};

/* The settings of TLS; each may be "". */
struct redis_tls_settings {
    char ca_file[REDIS_FILE_SIZE];   /* "": the system's authorities */
    char cert_file[REDIS_FILE_SIZE]; /* of the client */
    char key_file[REDIS_FILE_SIZE];  /* of the client */
    char name[256];                  /* "": certificates have the address's host */
};

struct redis_target {
    struct redis_address addresses[REDIS_ADDRESSES_MAX]; /* of servers, or of Sentinels */
    size_t count;
    char primary[128]; /* the name that Sentinels give the primary; "": no Sentinels */
    bool tls;          /* to servers and Sentinels */
    int db;
    struct redis_login login;    /* at the servers */
    struct redis_login sentinel; /* at the Sentinels */
    struct redis_tls_settings tls_settings;
};

/* Parses one of
 *   redis://[[user]:pass@]host[:port][,host[:port]]…[/db]
 *   sentinel://[[user]:pass@]host[:port][,host[:port]]…/NAME[/db]   (the login of the servers)
 *   unix:/path[?db=N][&user=…&password=…]
 * and rediss:// and sentinels:// for TLS. All is percent-encoded; "@" and "/" of a password may be
 * literal. sentinel and tls_settings are empty: they are no part of the URL. 0 or ERR_SYNTAX. */
int redis_target_parse(const char *url, struct redis_target *out);

/* Whether both lead to the same servers, in the same way. */
bool redis_target_equals(const struct redis_target *a, const struct redis_target *b);
bool redis_address_equals(const struct redis_address *a, const struct redis_address *b);

/* Writes an address as in a URL, such as "[::1]:6379" or "unix:/path"; returns buf. */
const char *redis_address_text(const struct redis_address *a, char buf[REDIS_ADDRESS_SIZE]);

#endif
