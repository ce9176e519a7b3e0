/* SPDX-License-Identifier: MIT */
/*
 * Recognizes answers after which a connection is of no use: the server is no longer the primary, or
 * does not serve yet. The connection is dropped, and the primary found anew. Compare
 * redis_refusal.h: there the server is the right one, and refuses changes for now.
 */
#ifndef LOADLINE_REDIS_LOSS_H
#define LOADLINE_REDIS_LOSS_H

#include <stdbool.h>

/* Whether an error reply says so, also from within a script. False for NULL. */
bool redis_loss_is(const char *error);

#endif
