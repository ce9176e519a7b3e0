/* SPDX-License-Identifier: MIT */
/*
 * The front end at the other end of a connection.
 */
#ifndef LOADLINE_PEER_H
#define LOADLINE_PEER_H

#include <stdbool.h>

/* Whether FCGI_WEB_SERVER_ADDRS of the environment names the peer's address (FastCGI 1.0,
 * section 3.2): a list with commas; unset, everybody may. Permissions of the file say who may at a
 * UNIX socket. */
bool peer_is_allowed(int fd);

/* Sends what is written at once. */
void peer_prepare(int fd);

#endif
