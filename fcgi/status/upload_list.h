/* SPDX-License-Identifier: MIT */
/*
 * GET …/?list=1: what an administrator looks through. Uploads that ended in the last day, those
 * that failed first; or all that have words in their name, id or owner.
 */
#ifndef LOADLINE_UPLOAD_LIST_H
#define LOADLINE_UPLOAD_LIST_H

#include "fcgi/http/exchange.h"

#define UPLOAD_LIST_PARAMETER "list"

/* Answers {"uploads":[{"owner":…,"ended_at":…,"document":{…}}],"next":N}: one page, from the place
 * `from`; next is that of the next page or null. With `find` unfinished uploads are among them. The
 * ended_at of those is null, and of an upload that is in no list any more. ERR_BAD_REQUEST for
 * malformed parameters, errors of sender_limits_take(), ERR_REDIS, ERR_IO, ERR_NOMEM. */
int upload_list_send(struct exchange *x);

#endif
