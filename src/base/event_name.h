/* SPDX-License-Identifier: MIT */
/*
 * The events that webhooks report.
 */
#ifndef LOADLINE_EVENT_NAME_H
#define LOADLINE_EVENT_NAME_H

enum event { EVENT_CREATED, EVENT_PROCESSED, EVENT_FAILED, EVENT_CANCELLED, EVENT_EXPIRED };

#define EVENT_COUNT (EVENT_EXPIRED + 1)

/* The name as in settings and file names, such as "failed"; the document has "upload.failed". */
const char *event_name(enum event e);
int event_from_name(const char *name); /* The event of a name, or -1. */

#endif
