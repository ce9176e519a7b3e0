/* SPDX-License-Identifier: MIT */
/*
 * The content of webhooks: the events, the events that a stage `notify` wants, and the JSON
 * document. See doc/protocol.md, Webhooks.
 */
#ifndef LOADLINE_WEBHOOK_EVENT_H
#define LOADLINE_WEBHOOK_EVENT_H

#include "config/config.h"
#include "base/event_name.h"
#include "upload/upload.h"

/* Whether the stage reports this event of the upload. u has the failure, if there is one. A stage
 * does not report its own failure, because its receiver is the one that is not reachable. */
bool event_concerns(enum event e, const struct config_stage *settings, const struct upload *u);

/* URLs for the receiver; NULL: not sent. */
struct event_links {
    const char *url, *progress_url;
};

/* Makes the webhook's body; equal arguments give equal text. The caller frees it. NULL when out of
 * memory. */
char *event_body(enum event e, const struct upload *u, int64_t at_ms,
                 const struct event_links *links);

#define EVENT_ID_SIZE 128

/* Makes the webhook-id, the same for every delivery of this event by this stage. An external retry
 * makes new events. */
void event_make_id(enum event e, const struct upload *u, const char *stage,
                   char id_out[EVENT_ID_SIZE]);

#endif
