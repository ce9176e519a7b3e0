/* SPDX-License-Identifier: MIT */
/*
 * TLS of a connection to Redis, as a client over a non-blocking socket. The server's certificate is
 * always verified: its chain, and that it was issued for the server's name or IP address.
 */
#ifndef LOADLINE_REDIS_TLS_H
#define LOADLINE_REDIS_TLS_H

#include "redis/redis_target.h"

#include <stdbool.h>
#include <sys/types.h>

#define REDIS_WHY_SIZE 192 /* bytes of a reason */

struct redis_tls;

/* What an operation that would block waits for. */
enum redis_tls_wait { REDIS_TLS_READS, REDIS_TLS_WRITES };

/* Begins TLS on a connected socket, which stays the caller's. host is the server's name or numeric
 * address, for SNI and for the certificate, unless the settings name another one. The files are
 * read when they are new or have changed. 0, ERR_NOMEM or ERR_REDIS with the reason in why_out. */
int redis_tls_open(const struct redis_tls_settings *settings, const char *host, int fd,
                   struct redis_tls **out, char why_out[REDIS_WHY_SIZE]);
void redis_tls_free(struct redis_tls **t);

/* Each returns a positive number (the bytes, or 1 when the handshake is complete), 0 if it would
 * block (then *wait_out says what for), or ERR_REDIS with the reason in why_out. */
ssize_t redis_tls_handshake(struct redis_tls *t, enum redis_tls_wait *wait_out,
                            char why_out[REDIS_WHY_SIZE]);
ssize_t redis_tls_read(struct redis_tls *t, void *buf, size_t size, enum redis_tls_wait *wait_out,
                       char why_out[REDIS_WHY_SIZE]);
ssize_t redis_tls_write(struct redis_tls *t, const void *data, size_t len,
                        enum redis_tls_wait *wait_out, char why_out[REDIS_WHY_SIZE]);

/* Whether decrypted bytes wait, of which the socket does not tell. */
bool redis_tls_pending(const struct redis_tls *t);

#endif
