/* SPDX-License-Identifier: MIT */
/*
 * A site from a client's view: one base URL, and the other URLs and limits from its capabilities
 * document.
 */
#ifndef LOADLINE_ENDPOINT_H
#define LOADLINE_ENDPOINT_H

#include "cli/common/http.h"
#include "cli/common/problem.h"

#include <stdint.h>

struct endpoint {
    struct http *http;
    char *url;           /* of the uploads, ends with "/" */
    char *progress_url;  /* of the documents, ends with "/"; NULL: unknown */
    const char *token;   /* borrowed, or NULL */
    int64_t chunk_bytes; /* maximum of one request; 0: no known limit */
};

/* Called before each wait for a busy site, with the reason and the length of the wait. */
typedef void endpoint_waiting(const char *url, const char *why, int64_t wait_ms);

/* Requests the document, with retries (patience.h) while the site or a proxy is busy; url and token
 * are as the user gave them. Returns 0; ERR_SYNTAX: not a Loadline site; ERR_TOKEN: not a valid
 * token text; ERR_REFUSED: the site refuses; ERR_IO: busy for too long; or another failure of
 * http_perform(). why gets a line for people. The caller frees e in every case. */
int endpoint_open(struct endpoint *e, const char *url, const char *token, endpoint_waiting *waiting,
                  char why[PROBLEM_TEXT_SIZE]);
void endpoint_free(struct endpoint *e);

/* Requests an upload's document with h; progress as in http.h, or NULL. Returns as http_perform(),
 * or ERR_NOMEM. */
int endpoint_ask_document(const struct endpoint *e, struct http *h, const char *id,
                          bool (*progress)(void *arg, int64_t sent), void *arg,
                          struct http_answer *answer_out);

/* Returns the token, borrowed, if url has the site's origin, else NULL: the token is never sent to
 * another origin. */
const char *endpoint_token(const struct endpoint *e, const char *url);

#endif
