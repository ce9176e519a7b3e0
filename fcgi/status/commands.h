/* SPDX-License-Identifier: MIT */
/*
 * Commands by POST to progress.fcgi: retry an upload's processing, cancel it, or report the
 * progress of a stage that runs elsewhere. jobs/processing_commands.h implements them.
 */
#ifndef LOADLINE_COMMANDS_H
#define LOADLINE_COMMANDS_H

#include "fcgi/http/exchange.h"

/* Handles POST /progress/ID.KEY/retry (?from=STAGE), /progress/ID.KEY/cancel and
 * /progress/ID/stages/NAME. Without credentials (auth = none) the key permits the first two, and
 * reports are refused. Returns 0 once answered, otherwise an error for the router. */
int commands_post(struct exchange *x);

/* Whether x's principal may retry and cancel the upload; has_key: the request has its key. */
bool commands_are_allowed(const struct exchange *x, bool has_key);

#endif
