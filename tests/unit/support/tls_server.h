/* SPDX-License-Identifier: MIT */
/*
 * A server with TLS on loopback, for unit tests: it makes its own certificates and answers "+PONG"
 * to whatever it reads. It runs as a child that ends with the test at the latest.
 */
#ifndef LOADLINE_TLS_SERVER_H
#define LOADLINE_TLS_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

#define TLS_SERVER_PATH_SIZE 96

struct tls_server {
    pid_t pid;
    int port;
    char folder[TLS_SERVER_PATH_SIZE / 2];
    char cert_file[TLS_SERVER_PATH_SIZE], key_file[TLS_SERVER_PATH_SIZE];
};

/* Makes the folder, and in it a certificate, signed by itself, for names such as
 * "DNS:localhost,IP:127.0.0.1", and its key. 0 or -1. */
int tls_server_prepare(struct tls_server *s, const char *names);

/* Starts the server. asks: it wants a certificate of the client, signed by its own. answers: how
 * many requests of a connection it answers before it closes it. 0 or -1. */
int tls_server_start(struct tls_server *s, bool asks, int answers);

/* Ends the server and removes the folder. */
void tls_server_stop(struct tls_server *s);

#endif
