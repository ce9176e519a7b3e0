/* SPDX-License-Identifier: MIT */
/*
 * Opens listening sockets for settings of the form unix:/path or host:port.
 */
#ifndef LOADLINE_LISTEN_H
#define LOADLINE_LISTEN_H

#include <stdbool.h>

#define LISTEN_HOST_SIZE 256

/* Opens a listening socket; the caller closes the descriptor. It replaces a UNIX socket file
 * without a listener, but not one in use. 0, or ERR_CONFIG with errno set. */
int listen_open(const char *address, int *fd_out);

/* Like listen_open(), but processes that all call this function share a TCP port (SO_REUSEPORT):
 * each gets a part of the connections. */
int listen_open_shared(const char *address, int *fd_out);

/* Splits host:port, with an IPv6 address in brackets (RFC 3986 section 3.2.2). port_out points into
 * address. False if it is malformed. */
bool listen_split(const char *address, char host[LISTEN_HOST_SIZE], const char **port_out);

/* Returns the first socket from a supervisor (sd_listen_fds(3)) that listens on the address, or -1.
 */
int listen_inherited(const char *address);

#endif
