/* SPDX-License-Identifier: MIT */
/*
 * The outbox: events of uploads for which webhooks are due. It is a folder of the spool with one
 * file per event and stage, holding the upload's record at the time of the event. A program drafts
 * the event before it makes the change on disk, and settles the draft right afterwards. So a crash
 * neither loses an event nor invents one: the process that finds an abandoned draft checks the disk
 * (outbox_entry.h).
 */
#ifndef LOADLINE_OUTBOX_H
#define LOADLINE_OUTBOX_H

#include "config/config.h"
#include "webhook/webhook_event.h"
#include "spool/store.h"

struct outbox_draft; /* one event, for all stages that report it */

/* Writes and syncs a draft, for uploads of kind upload with stages that report this event. u is the
 * record with its future state. The caller passes the result to outbox_settle(). NULL if no stage
 * reports the event, too many events wait, or writing failed, which is logged. */
struct outbox_draft *outbox_draft(struct store *s, const struct config *c, enum event e,
                                  const struct upload *u);

/* Ends the draft and clears the pointer: with is_true the event is reported from now on, otherwise
 * it is removed. A NULL draft is fine. */
void outbox_settle(struct outbox_draft **d, bool is_true);

#endif
