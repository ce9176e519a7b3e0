/* SPDX-License-Identifier: MIT */
/*
 * The socket where clients come in: opened by us and polled on our loop, because libwebsockets can
 * neither be handed one nor listen where a UNIX socket file of a dead process lies.
 */
#ifndef LOADLINE_ACCEPT_SOCKET_H
#define LOADLINE_ACCEPT_SOCKET_H

#include <stdbool.h>
#include <uv.h>

struct accept_socket;

#define ACCEPT_SOCKET_NAME_SIZE 320 /* room for any address */

/* Listens at unix:/path or host:port (port 0: any free one). accepted gets each connection's
 * descriptor, non-blocking, and owns it. A socket that a supervisor has opened there is taken over;
 * with shared a port may be shared (listen_open_shared()). ERR_CONFIG with errno set, ERR_NOMEM. */
int accept_socket_open(uv_loop_t *loop, const char *address, bool shared,
                       void (*accepted)(void *arg, int fd), void *arg, struct accept_socket **out);

/* Where it listens, with the real port. */
const char *accept_socket_name(const struct accept_socket *l);

/* Stops listening and removes a UNIX socket's file; the memory goes when the loop comes round.
 * Clears the caller's pointer; NULL is fine. */
void accept_socket_close(struct accept_socket **l);

#endif
