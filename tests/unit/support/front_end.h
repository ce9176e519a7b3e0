/* SPDX-License-Identifier: MIT */
/*
 * A front end for tests: it writes records of FastCGI 1.0 to a socket, so that a test decides what
 * has arrived when. Its requests all have one body, or its beginning.
 */
#ifndef LOADLINE_FRONT_END_H
#define LOADLINE_FRONT_END_H

#include "fcgi/http/request.h"

#include <stddef.h>

#define FRONT_BODY_BYTES 150000
#define FRONT_RECORD_BYTES 8000 /* bytes of the body per record: no divisor of a page */
#define FRONT_STUCK_S 300       /* a test that takes longer is stuck */

/* Record types: FastCGI 1.0, section 8. */
enum { FRONT_BEGIN = 1, FRONT_PARAMS = 4, FRONT_STDIN = 5, FRONT_STDOUT = 6 };

extern unsigned char front_body[FRONT_BODY_BYTES];

/* Records to be sent. */
struct wire {
    unsigned char bytes[FRONT_BODY_BYTES + 8192];
    size_t len;
};

void wire_add(struct wire *w, int kind, const void *content, size_t len);

/* Begins anew with the head of a request whose CONTENT_LENGTH is this text. */
void wire_add_head(struct wire *w, const char *length);

/* Adds the body's bytes from..to, in records. */
void wire_add_body(struct wire *w, size_t from, size_t to);

/* Writes records, or their bytes from..to, into the socket without waiting. */
void wire_send(int fd, const struct wire *w);
void wire_send_part(int fd, const struct wire *w, size_t from, size_t to);

/* Before and after all tests of a program. */
int front_listen(void **state);
int front_clean_up(void **state);

/* A connection of the front end, and the program's side of it. The caller closes both. */
int front_connect(void);
int front_accept(void);

/* Begins a request of which len bytes have arrived, and its end if those are all. front_end()
 * frees it. */
struct request *front_begin(int fd, struct wire *w, size_t len);
void front_end(struct request *r);

/* Reads until `until` bytes of the body have been returned, and compares them. */
void front_read_to(struct request *r, size_t *at, size_t until);

#endif
