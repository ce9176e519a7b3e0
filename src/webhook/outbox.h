/* SPDX-License-Identifier: MIT */
/*
 * Events of uploads that webhooks are still to tell: a folder in the spool with a file for each
 * event and stage, the upload's record as it was then. An event is drafted before the disk makes it
 * true and settled right afterwards, so that no crash loses one or makes one up: who finds a draft
 * without its writer asks the disk (outbox_entry.h).
 */
#ifndef LOADLINE_OUTBOX_H
#define LOADLINE_OUTBOX_H

#include "config/config.h"
#include "webhook/webhook_event.h"
#include "spool/store.h"

struct outbox_draft; /* one event, to every stage that tells it */

/* Writes and syncs it, for uploads of kind upload whose stages tell such an event; u is the record
 * with its state as it will be. NULL: nobody is to be told, or too many events wait, or it could
 * not be written, which is logged. */
struct outbox_draft *outbox_draft(struct store *s, const struct config *c, enum event e,
                                  const struct upload *u);

/* It became true, and is told from now on; or it did not, and is forgotten. NULL is fine. */
void outbox_settle(struct outbox_draft **d, bool is_true);

#endif
