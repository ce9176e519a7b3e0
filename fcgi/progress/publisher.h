/* SPDX-License-Identifier: MIT */
/*
 * The one thread per process that tells Redis. Request threads bump counters and hand over records;
 * it samples them, smooths the rate, and sends what changed, pipelined: the first change at once,
 * then every progress_interval, the last one always. Redis away costs news, never time or bytes.
 */
#ifndef LOADLINE_PUBLISHER_H
#define LOADLINE_PUBLISHER_H

#include "config/config.h"
#include "upload/upload.h"

#define PUBLISHER_PENDING_MAX 4096 /* records of ended transfers kept while Redis is away */

struct publisher;
struct transfer; /* one attached sender */

/* Starts the thread; Redis need not be there. ERR_SYNTAX for a bad URL, ERR_NOMEM, ERR_INTERNAL. */
int publisher_start(const struct config *c, struct publisher **out);

/* Sends what is left for at most flush_ms, then ends the thread. Every transfer must have ended. */
void publisher_stop(struct publisher **p, int64_t flush_ms);

/* A sender with this lock token begins to send to u (copied), whose last byte came away_ms ago.
 * ERR_NOMEM. */
int transfer_begin(struct publisher *p, const struct upload *u, const char *token, int64_t away_ms,
                   struct transfer **out);

/* So many more bytes are stored. Lock-free; called by the transfer's own thread only. */
void transfer_add(struct transfer *t, int64_t bytes);

/* Claims an alias (progress_alias_valid) among the names of scope (alias_scope) for the upload, as
 * soon as Redis is there, and keeps it while the transfer lasts and alias_ttl beyond. Where
 * somebody holds it nothing comes of that. ERR_NOMEM. */
int transfer_name(struct transfer *t, const char *scope, const char *alias);

/* Replaces the result (JSON text of an object) that the transfer's record shows. ERR_NOMEM. */
int transfer_set_result(struct transfer *t, const char *json);

/* The sender is gone; u is how the record stands now. Takes u's content: u is empty after. Call it
 * after the upload's lock was released, since it may set others to work. */
void transfer_end(struct transfer **t, struct upload *u);

/* The same where the sender is expected back with more, maybe at another process: it counts as
 * sending for meter_linger_ms() after its last byte, or until somebody newer tells of the upload.
 */
void transfer_pause(struct transfer **t, struct upload *u);

/* Tells of a change outside any transfer (creation, removal). token may be NULL. Takes u's content.
 */
int publisher_post(struct publisher *p, struct upload *u, const char *token);

#endif
