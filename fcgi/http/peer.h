/* SPDX-License-Identifier: MIT */
/*
 * The front end (web server) at the other end of a connection.
 */
#ifndef LOADLINE_PEER_H
#define LOADLINE_PEER_H

#include <stdbool.h>

/* Whether FCGI_WEB_SERVER_ADDRS in the environment (FastCGI 1.0, section 3.2), a comma-separated
 * list, contains the peer's address. True if the variable is unset or empty, and for UNIX sockets,
 * whose file permissions control access. */
bool peer_is_allowed(int fd);

/* Disables Nagle's algorithm, so that written data is sent at once. */
void peer_prepare(int fd);

#endif
