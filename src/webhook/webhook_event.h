/* SPDX-License-Identifier: MIT */
/*
 * What webhooks tell of an upload: which events there are, which of them a stage `notify` wants,
 * and what the JSON document says. doc/protocol.md, Webhooks.
 */
#ifndef LOADLINE_WEBHOOK_EVENT_H
#define LOADLINE_WEBHOOK_EVENT_H

#include "config/config.h"
#include "base/event_name.h"
#include "upload/upload.h"

/* Whether the stage tells this event of the upload, whose record says why it failed if it did: not
 * the failure of the stage itself, whose receiver is the one that cannot be told. */
bool event_concerns(enum event e, const struct config_stage *settings, const struct upload *u);

/* URLs that a receiver is given of the upload; NULL: not given. */
struct event_links {
    const char *url, *progress_url;
};

/* The webhook's body, for the caller to free: the same text for the same arguments. NULL when out
 * of memory. */
char *event_body(enum event e, const struct upload *u, int64_t at_ms,
                 const struct event_links *links);

#define EVENT_ID_SIZE 128

/* The webhook-id: the same whenever this event is told by this stage. A retry from outside makes
 * new events. */
void event_make_id(enum event e, const struct upload *u, const char *stage,
                   char id_out[EVENT_ID_SIZE]);

#endif
