/* SPDX-License-Identifier: MIT */
/*
 * A webhook as Standard Webhooks 1.0 describes it: its signature and header fields, and what an
 * answer means. Every try of one event has the same id and the same body, so that a receiver knows
 * it again.
 */
#ifndef LOADLINE_WEBHOOK_H
#define LOADLINE_WEBHOOK_H

#include "config/config.h"
#include "webhook/webhook_event.h"
#include "worker/webhook/http_post.h"
#include "worker/webhook/receivers.h"

/* One try. What post points to is in here, and so must not move. */
struct webhook {
    const char *headers[5];
    char id[160], timestamp[64], signature[160]; /* header fields */
    struct http_post post;                       /* stopped and arg are the caller's to set */
};

#define WEBHOOK_REASON_MAX 400

/* Makes the request that tells stage's receiver, signed now. settings, and body, are borrowed.
 * ERR_CONFIG: the secret cannot be used, and reason_out says why; ERR_NOMEM, ERR_INTERNAL. */
int webhook_make(const struct config_stage *settings, const char *id, const char *body,
                 struct webhook *out, char reason_out[WEBHOOK_REASON_MAX]);

enum webhook_end {
    WEBHOOK_TAKEN,
    WEBHOOK_STOPPED,
    WEBHOOK_REFUSED, /* no other try will ever do */
    WEBHOOK_LATER
};

/* How the try ended; reason_out says it of the last two. */
enum webhook_end webhook_judge(const struct http_post_answer *a,
                               char reason_out[WEBHOOK_REASON_MAX]);

/* What the answer says of the receiver, whatever it says of this event. */
enum receiver_end webhook_receiver_end(const struct http_post_answer *a);

/* How long the receiver may take. */
int64_t webhook_timeout_ms(const struct config_stage *settings);

/* The body of that event as this stage's receiver is told it, for the caller to free. NULL when out
 * of memory. */
char *webhook_body(const struct config *c, const struct config_stage *settings, enum event e,
                   const struct upload *u, int64_t at_ms);

#endif
