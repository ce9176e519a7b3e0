/* SPDX-License-Identifier: MIT */
/*
 * What progress.fcgi is told by POST: to process an upload again, to give it up, and how a stage
 * gets on that happens elsewhere. What each does is processing_commands.h's.
 */
#ifndef LOADLINE_COMMANDS_H
#define LOADLINE_COMMANDS_H

#include "fcgi/http/exchange.h"

/* POST /progress/ID.KEY/retry (?from=STAGE), /progress/ID.KEY/cancel, /progress/ID/stages/NAME.
 * Without credentials (auth = none) the key is the right to the first two, and nobody may report.
 */
int commands_post(struct exchange *x);

/* Whether x's asker may retry and cancel the upload that its path names by has_key: with its key,
 * or without. */
bool commands_are_allowed(const struct exchange *x, bool has_key);

#endif
