/* SPDX-License-Identifier: MIT */
/*
 * The environment of the form handler in tests: an intake, a request and a response that only
 * record calls.
 */
#ifndef LOADLINE_FORM_HOST_H
#define LOADLINE_FORM_HOST_H

#include "base/buffer.h"

#include <stddef.h>

#define CRLF "\r\n"
#define FIELD(name, value)                                                                         \
    "--b0" CRLF "Content-Disposition: form-data; name=\"" name "\"" CRLF CRLF value CRLF
#define FILE_PART(name, file, type, data)                                                          \
    "--b0" CRLF "Content-Disposition: form-data; name=\"" name "\"; filename=\"" file "\"" CRLF    \
    "Content-Type: " type CRLF CRLF data CRLF
#define END "--b0--" CRLF

struct request {
    const char *type;
    const char *accept;
    const char *body;
    size_t left;
    int end; /* result of request_read() after the body */
};

struct form_host {
    struct buffer
        notes; /* recorded calls: "+NAME(TYPE)FIELDS" opened, "DATA" appended, "_" set aside, "^ID"
                  opened again, "FIELDS" set, "." finished, "!CODE" failed, "-ID" removed */
    struct buffer recorded; /* the request's own record: "?NAME" a field, "*" a file, "#N" bytes at
                               the end, "CODE" its result */
    struct buffer body, location; /* of the answer */
    const char *type;             /* of the answer */
    int status, made;
    const char *accept; /* Accept of the next request */
};

extern struct form_host form_host;

/* Runs the handler on a body and returns its result. request_read() returns end behind the body: 0
 * or an error. */
int form_host_post(const char *body, int end);

/* cmocka's setup and teardown of a group. */
int form_host_setup(void **state);
int form_host_teardown(void **state);

#endif
