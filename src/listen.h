/* SPDX-License-Identifier: MIT */
/*
 * Listening sockets from settings: unix:/path or host:port.
 */
#ifndef LOADLINE_LISTEN_H
#define LOADLINE_LISTEN_H

/* Opens it. A UNIX socket file that nobody listens on is replaced, a live one is not. ERR_CONFIG
 * with errno set. */
int listen_open(const char *address, int *fd_out);

#endif
