/* SPDX-License-Identifier: MIT */
/*
 * HTTP POST to a URL that may come from another party: http and https only, no redirect, no proxy,
 * and by default only to public addresses. The address is checked when the socket is opened, so
 * that the name cannot resolve differently afterwards.
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
    /* Called at least 10 times a second; true ends the request. */
    bool (*stopped)(void *arg);
    void *arg;
};

struct http_post_answer {
    bool ended;
    int status;        /* HTTP status; 0: no answer */
    bool stopped;      /* stopped() ended it */
    bool refused;      /* the address is not permitted */
    char problem[256]; /* the reason if status is 0 */
};

/* Several requests at once. */
struct posts;

struct posts *posts_new(void); /* owned by the caller; NULL when out of memory */

/* Aborts the requests in progress; their answers are never filled. Clears the pointer. */
void posts_free(struct posts **posts);

/* Starts a request; its stopped() is not called. *p with everything it points to, and *answer_out,
 * must stay in place until answer_out->ended. Returns 0 or ERR_NOMEM. */
int posts_add(struct posts *posts, const struct http_post *p, struct http_post_answer *answer_out);

/* Works on all requests for at most wait_ms, or until one has ended. */
void posts_poll(struct posts *posts, int wait_ms);

/* Sends the request and waits for the answer, whose body is dropped. Returns 0 if answer_out holds
 * the result, or ERR_NOMEM. */
int http_post_send(const struct http_post *p, struct http_post_answer *answer_out);

#endif
