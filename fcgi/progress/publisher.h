/* SPDX-License-Identifier: MIT */
/*
 * One thread per process and shard publishes progress to Redis. Request threads add to counters and
 * hand over records. The publisher samples them and pipelines what changed: the first change at
 * once, then one every progress_interval, and always the last one. If Redis is unreachable, updates
 * are lost, but uploads neither wait nor lose bytes.
 */
#ifndef LOADLINE_PUBLISHER_H
#define LOADLINE_PUBLISHER_H

#include "config/config.h"
#include "upload/upload.h"

#define PUBLISHER_PENDING_MAX 4096 /* ended transfers kept while Redis is unreachable */

struct publisher;
struct transfer; /* one request that sends to an upload */

/* Starts the threads; Redis need not be reachable. Returns 0, ERR_SYNTAX for a bad URL, ERR_NOMEM
 * or ERR_INTERNAL. The settings are borrowed. */
int publisher_start(const struct config *c, struct publisher **out);

/* Sends remaining changes for at most flush_ms, then ends the threads and clears the caller's
 * pointer. All transfers must have ended. Accepts NULL. */
void publisher_stop(struct publisher **p, int64_t flush_ms);

/* Begins a transfer to u (copied) under this lock token; the upload's last byte arrived away_ms
 * ago. transfer_end() or transfer_pause() ends it. Returns 0 or ERR_NOMEM. */
int transfer_begin(struct publisher *p, const struct upload *u, const char *token, int64_t away_ms,
                   struct transfer **out);

/* Adds to the stored bytes. Lock-free; only the transfer's own thread calls it. */
void transfer_add(struct transfer *t, int64_t bytes);

/* Claims an alias (progress_alias_valid) in the namespace scope (alias_scope) as soon as Redis is
 * reachable, and keeps it during the transfer and for alias_ttl afterwards. If the alias is taken,
 * the claim is dropped. Returns 0 or ERR_NOMEM. */
int transfer_name(struct transfer *t, const char *scope, const char *alias);

/* Replaces the result (JSON text of an object) in the transfer's record. Returns 0 or ERR_NOMEM. */
int transfer_set_result(struct transfer *t, const char *json);

/* Ends the transfer; u is the upload's final record. Takes u's content, leaves u empty, and clears
 * the caller's pointer. Call it after releasing the upload's lock, because watchers may act on the
 * change. */
void transfer_end(struct transfer **t, struct upload *u);

/* Ends the transfer, but expects the sender back with more bytes, perhaps at another process. The
 * upload counts as sending for a while after its last byte (transfer_linger_ms() in transfer.c), or
 * until a newer sender reports on it. Otherwise like transfer_end(). */
void transfer_pause(struct transfer **t, struct upload *u);

/* Publishes a change outside any transfer (creation, removal). token may be NULL. Takes u's
 * content, also on error. Returns 0 or ERR_NOMEM. */
int publisher_post(struct publisher *p, struct upload *u, const char *token);

/* The same for an upload that was just created: the time until Redis has it is measured. */
int publisher_post_new(struct publisher *p, struct upload *u, const char *token);

#endif
