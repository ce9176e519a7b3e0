/* SPDX-License-Identifier: MIT */
/*
 * GET …/?hour=1: what a site did in the last hour, for an administrator's curves.
 */
#ifndef LOADLINE_HOUR_ANSWER_H
#define LOADLINE_HOUR_ANSWER_H

#include "fcgi/http/exchange.h"

#define HOUR_ANSWER_PARAMETER "hour"

/* Answers {"minutes":[{"at":…,"rate":…,"uploading":…,"jobs_waiting":…}]}, oldest first: `at` is the
 * beginning of the minute in ms; rate (bytes/s) is null if nobody wrote the minute before. Minutes
 * that no program wrote are left out, and all if a shard answers with an error, as without the
 * right to the key. First writes that of now if it is missing. ERR_REDIS, ERR_NOMEM. */
int hour_answer_send(struct exchange *x);

#endif
