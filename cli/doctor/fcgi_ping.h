/* SPDX-License-Identifier: MIT */
/*
 * One request to a FastCGI program over its own socket (FastCGI 1.0, sections 3 and 5), to check
 * whether it answers, and which process it is.
 */
#ifndef LOADLINE_FCGI_PING_H
#define LOADLINE_FCGI_PING_H

#include <stdbool.h>
#include <sys/types.h>

/* Connects to unix:/path or host:port, with a time limit on every wait. Returns a descriptor for
 * the caller to close, or -1 with errno set. */
int fcgi_ping_connect(const char *address);

#define FCGI_PING_WORD_SIZE 16

/* Sends OPTIONS for that path; returns whether there was an answer. word_out: the value of the
 * field of that name, or "". */
bool fcgi_ping(int fd, const char *path, const char *field, char word_out[FCGI_PING_WORD_SIZE]);

/* Returns the process of that name that listens at unix:/path; 0: unknown, as for ports, and if
 * another process passed the socket to it. */
pid_t fcgi_ping_process(const char *address, const char *name);

#endif
