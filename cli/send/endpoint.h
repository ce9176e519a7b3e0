/* SPDX-License-Identifier: MIT */
/*
 * A site as a client knows it: one base URL, and what its capabilities document says about the
 * rest.
 */
#ifndef LOADLINE_ENDPOINT_H
#define LOADLINE_ENDPOINT_H

#include "cli/common/http.h"
#include "cli/common/problem.h"

#include <stdint.h>

struct endpoint {
    struct http *http;
    char *url;           /* of the uploads, with "/" at its end */
    char *progress_url;  /* where documents are, with "/" at its end; NULL: not told */
    const char *token;   /* borrowed, or NULL */
    int64_t chunk_bytes; /* most of one request; 0: no limit is known */
};

/* Told before each wait for a site that is too busy to answer: what it says, and how long the wait
 * is. */
typedef void endpoint_waiting(const char *url, const char *why, int64_t wait_ms);

/* Asks the site, and again (patience.h) where it or a proxy answers that it cannot for now; url and
 * token are as people gave them. 0; ERR_SYNTAX: it is no Loadline's; ERR_TOKEN: no text that can be
 * a token; ERR_REFUSED: it is unwilling to tell; ERR_IO: it cannot for long; other failures of
 * http_perform(), with a line for people in why. e is to be freed in every case. */
int endpoint_open(struct endpoint *e, const char *url, const char *token, endpoint_waiting *waiting,
                  char why[PROBLEM_TEXT_SIZE]);
void endpoint_free(struct endpoint *e);

/* Asks by h for an upload's document; progress as in http.h, or NULL. The results of
 * http_perform(); ERR_NOMEM. */
int endpoint_ask_document(const struct endpoint *e, struct http *h, const char *id,
                          bool (*progress)(void *arg, int64_t sent), void *arg,
                          struct http_answer *answer_out);

/* The token as far as that URL may be told it: never one of another origin. */
const char *endpoint_token(const struct endpoint *e, const char *url);

#endif
