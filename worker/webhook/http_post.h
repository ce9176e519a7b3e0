/* SPDX-License-Identifier: MIT */
/*
 * One HTTP POST to an address that somebody else may have chosen: http and https only, no redirect,
 * no proxy, and by default only to public addresses, checked when the socket is opened, so that no
 * name can lie about them.
 */
#ifndef LOADLINE_HTTP_POST_H
#define LOADLINE_HTTP_POST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_post {
    const char *url, *body;
    const char *const *headers; /* "Name: value", ends with NULL */
    bool allow_private;
    int64_t timeout_ms;
    /* Asked at least 10 times a second; true ends it. */
    bool (*stopped)(void *arg);
    void *arg;
};

struct http_post_answer {
    bool ended;
    int status;        /* of HTTP, 0: there was no answer */
    bool stopped;      /* it was ended by stopped() */
    bool refused;      /* the address is not one that may be connected to */
    char problem[256]; /* what went wrong where status is 0 */
};

/* Several at once. */
struct posts;

struct posts *posts_new(void); /* NULL when out of memory */

/* Ends what is on its way, whose answers are then never filled. */
void posts_free(struct posts **posts);

/* Begins one, whose stopped() is not asked. *p with all it points to, and *answer_out, stay where
 * they are until answer_out->ended. ERR_NOMEM. */
int posts_add(struct posts *posts, const struct http_post *p, struct http_post_answer *answer_out);

/* Goes on with all for at most wait_ms, or until one has ended. */
void posts_attend(struct posts *posts, int wait_ms);

/* Sends it and waits for the answer, whose body is dropped. 0 where answer_out says how it went;
 * ERR_NOMEM. */
int http_post_send(const struct http_post *p, struct http_post_answer *answer_out);

#endif
