/* SPDX-License-Identifier: MIT */
/*
 * The relay's admin listener: answers GET with what status.h prints, on connections of its own.
 */
#ifndef LOADLINE_ADMIN_H
#define LOADLINE_ADMIN_H

#include "ws/transport/status.h"

struct lws;
struct visit; /* one request */

/* Takes the request while its headers are readable, and sets *out, owned by the caller. Returns 0,
 * or -1 if the connection must be closed. */
int admin_open(const struct status_view *view, struct lws *wsi, struct visit **out);

/* Call it when the socket is writable. Returns 0, or -1 when the answer is complete. */
int admin_write(struct visit *v);

/* Frees the visit of a closed connection and clears the pointer; accepts NULL. */
void admin_close(struct visit **v);

#endif
