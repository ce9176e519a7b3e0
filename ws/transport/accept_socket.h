/* SPDX-License-Identifier: MIT */
/*
 * The listening socket. We open it and poll it on our loop, because libwebsockets can neither take
 * over a socket nor listen where a dead process left a UNIX socket file.
 */
#ifndef LOADLINE_ACCEPT_SOCKET_H
#define LOADLINE_ACCEPT_SOCKET_H

#include <stdbool.h>
#include <uv.h>

struct accept_socket;

#define ACCEPT_SOCKET_NAME_SIZE 320 /* room for any address */

/* Listens at unix:/path or host:port (port 0: any free one). accepted gets the non-blocking
 * descriptor of each connection; ownership passes to it. A socket that a supervisor opened for that
 * address is taken over; with shared, several processes may share a port (listen_open_shared()).
 * Returns 0, ERR_CONFIG with errno set, or ERR_NOMEM. */
int accept_socket_open(uv_loop_t *loop, const char *address, bool shared,
                       void (*accepted)(void *arg, int fd), void *arg, struct accept_socket **out);

/* The address it listens at, with the actual port; borrowed. */
const char *accept_socket_name(const struct accept_socket *l);

/* Stops listening and removes the file of a UNIX socket; the memory is freed by a later turn of the
 * loop. Clears the caller's pointer; accepts NULL. */
void accept_socket_close(struct accept_socket **l);

#endif
