/* SPDX-License-Identifier: MIT */
/*
 * The relay's other door, for its operator: GET of what status.h tells, on connections of a
 * listener of its own.
 */
#ifndef LOADLINE_ADMIN_H
#define LOADLINE_ADMIN_H

#include "ws/transport/status.h"

struct lws;
struct visit; /* one request */

/* Takes the request, whose headers can still be read. 0, or -1 where the connection is to be
 * closed. */
int admin_open(const struct status_view *view, struct lws *wsi, struct visit **out);

/* The socket can take something. -1: everything was said. */
int admin_write(struct visit *v);

/* The connection is gone. NULL is fine. */
void admin_close(struct visit **v);

#endif
