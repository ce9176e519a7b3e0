/* SPDX-License-Identifier: MIT */
/*
 * Listening sockets from settings: unix:/path or host:port.
 */
#ifndef LOADLINE_LISTEN_H
#define LOADLINE_LISTEN_H

#include <stdbool.h>

#define LISTEN_HOST_SIZE 256

/* Opens it. A UNIX socket file that nobody listens on is replaced, a live one is not. ERR_CONFIG
 * with errno set. */
int listen_open(const char *address, int *fd_out);

/* The same; a TCP port may be shared with others who do the same (SO_REUSEPORT): each gets a part
 * of those who connect. */
int listen_open_shared(const char *address, int *fd_out);

/* Splits host:port, where an IPv6 address stands in brackets (RFC 3986 section 3.2.2); port_out
 * points into address. False: it is none. */
bool listen_split(const char *address, char host[LISTEN_HOST_SIZE], const char **port_out);

/* A socket that a supervisor opened for us (sd_listen_fds(3)), the first that listens at that
 * address; -1 where there is none. */
int listen_inherited(const char *address);

#endif
