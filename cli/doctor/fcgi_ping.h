/* SPDX-License-Identifier: MIT */
/*
 * One request to a FastCGI program over its own socket (FastCGI 1.0, sections 3 and 5), to see
 * whether it answers, and which process it is.
 */
#ifndef LOADLINE_FCGI_PING_H
#define LOADLINE_FCGI_PING_H

#include <stdbool.h>
#include <sys/types.h>

/* Connects to unix:/path or host:port, with a limit on every wait. The descriptor, or -1 with errno
 * set. */
int fcgi_ping_connect(const char *address);

#define FCGI_PING_WORD_SIZE 16

/* Asks OPTIONS of that path; true: something was answered. word_out: what the field of that name
 * says, or "". */
bool fcgi_ping(int fd, const char *path, const char *field, char word_out[FCGI_PING_WORD_SIZE]);

/* The process of that name that listens at unix:/path; 0: not known, as for ports, and where it was
 * given its socket by another process. */
pid_t fcgi_ping_process(const char *address, const char *name);

#endif
