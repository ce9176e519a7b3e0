/* SPDX-License-Identifier: MIT */
/*
 * A webhook as Standard Webhooks 1.0 describes it: signature, header fields, and the meaning of an
 * answer. Every try of one event has the same id and body, so that a receiver can recognise
 * duplicates.
 */
#ifndef LOADLINE_WEBHOOK_H
#define LOADLINE_WEBHOOK_H

#include "config/config.h"
#include "webhook/webhook_event.h"
#include "worker/webhook/http_post.h"
#include "worker/webhook/receivers.h"

/* One try. post points into this struct, which therefore must not move. */
struct webhook {
    const char *headers[6];
    char id[160], timestamp[64], signature[160], trace[80]; /* header fields */
    struct http_post post;                                  /* the caller sets stopped and arg */
};

#define WEBHOOK_REASON_MAX 400

/* Makes the request to the stage's receiver, signed now. traceparent is that of the upload: the
 * request belongs to the same trace. Borrows settings and body. Returns 0,
 * ERR_CONFIG if the secret is unusable (reason_out says why), ERR_NOMEM or ERR_INTERNAL. */
int webhook_make(const struct config_stage *settings, const char *id, const char *body,
                 const char *traceparent, struct webhook *out, char reason_out[WEBHOOK_REASON_MAX]);

enum webhook_end {
    WEBHOOK_TAKEN,
    WEBHOOK_STOPPED,
    WEBHOOK_REFUSED, /* no retry can succeed */
    WEBHOOK_LATER
};

/* Evaluates the answer; reason_out gives the reason of the last two. */
enum webhook_end webhook_evaluate(const struct http_post_answer *a,
                                  char reason_out[WEBHOOK_REASON_MAX]);

/* What the answer says about the receiver, regardless of this event. */
enum receiver_end webhook_receiver_end(const struct http_post_answer *a);

/* The time limit of a request. */
int64_t webhook_timeout_ms(const struct config_stage *settings);

/* Makes the body of the event for this stage's receiver, for the caller to free. NULL when out of
 * memory. */
char *webhook_body(const struct config *c, const struct config_stage *settings, enum event e,
                   const struct upload *u, int64_t at_ms);

#endif
