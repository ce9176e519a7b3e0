/* SPDX-License-Identifier: MIT */
/*
 * The final uploads of tus' concatenation, as the requests for them and for their parts see them. A
 * request that changes a part tells the final uploads that the part lists, and the request that
 * completes the last part joins them before it is answered (upkeep/joining.h).
 */
#ifndef LOADLINE_INTAKE_FINALS_H
#define LOADLINE_INTAKE_FINALS_H

#include "fcgi/app/app.h"
#include "spool/final_parts.h"
#include "spool/finals.h"

/* Starts app->teller, which tells final uploads while their parts are sent. The caller stops it.
 * Returns what finals_teller_start() does. */
int intake_finals_start(struct app *app);

/* Looks at all final uploads of a part that has changed: joins, fails or tells each. */
void intake_finals_look(struct app *app, const char *part_id);

/* Looks at one final upload whose parts list it by now. Returns what joining_look() does. */
int intake_finals_look_at(struct app *app, const char *id);

/* Joins or fails those that are due, after their part was removed. */
void intake_finals_settle_all(struct app *app, char ids[][ID_SIZE], size_t count);

/* Loads a final upload for a request that asks for its offset, after joining or failing it if that
 * is due. As long as it is open, received is the number of bytes that its parts have in a row, or
 * -1 if all are there and only the file is missing. ERR_GONE if it has failed; other errors as
 * store_load(). */
int intake_finals_load(struct app *app, const char *id, struct upload *out);

#endif
