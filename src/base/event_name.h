/* SPDX-License-Identifier: MIT */
/*
 * The events that webhooks tell of.
 */
#ifndef LOADLINE_EVENT_NAME_H
#define LOADLINE_EVENT_NAME_H

enum event { EVENT_CREATED, EVENT_PROCESSED, EVENT_FAILED, EVENT_CANCELLED, EVENT_EXPIRED };

#define EVENT_COUNT (EVENT_EXPIRED + 1)

/* "failed": as settings and files name it; the document says "upload.failed". */
const char *event_name(enum event e);
int event_from_name(const char *name); /* or -1 */

#endif
