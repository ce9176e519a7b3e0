/* SPDX-License-Identifier: MIT */
/*
 * One blocking connection to the primary, for one thread: finding it, timeouts, reconnecting with
 * backoff and jitter, pipelining, scripts by digest. In the library only the files of src/redis/
 * use hiredis.
 */
#ifndef LOADLINE_REDIS_H
#define LOADLINE_REDIS_H

#include "redis/redis_handshake.h"
#include "redis/redis_target.h"
#include "redis/redis_value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REDIS_PIPELINE_MAX 512             /* most commands appended without a taken reply */
#define REDIS_ARGS_MAX 256                 /* arguments of one command */
#define REDIS_REPLY_MAX (16 * 1024 * 1024) /* bytes of one reply */

struct redis;
struct redis_retry;

/* Makes a handle, not connected yet; the caller frees it. timeout_ms bounds connecting and every
 * command. 0 or ERR_NOMEM. */
int redis_new(const struct redis_target *target, int timeout_ms, struct redis **out);
void redis_free(struct redis **r);

/* Names the server in the texts of lost connections (redis_failure()), which begin with the name.
 * "" at first; at most 31 bytes. */
void redis_set_name(struct redis *r, const char *name);

/* Shares the backoff with the handles of other threads to the same server (redis_retry.h); shared
 * must outlive them. Call it before the first connection. */
void redis_share_retry(struct redis *r, struct redis_retry *shared);

/* Connects if necessary to the primary (redis_connect.h), also if the server closed an idle
 * connection. 0 or ERR_REDIS; during the backoff of an earlier failure (redis_retry.h) immediately
 * ERR_REDIS. */
int redis_ensure(struct redis *r);
bool redis_connected(const struct redis *r);
void redis_disconnect(struct redis *r);

/* The server's run_id, as read when this connection was made; "" before. It belongs to the handle.
 * redis_connects() counts the connections made. */
const char *redis_run_id(const struct redis *r);
unsigned redis_connects(const struct redis *r);

/* Text of the last failure or error reply, for the log. It belongs to the handle. */
const char *redis_failure(const struct redis *r);

/* The address of the server of the last connection, such as "10.0.0.1:6379", for the log; "" before
 * the first. It belongs to the handle. */
const char *redis_server(const struct redis *r);

/* The last refusal of a write (redis_refusal.h), by any reply since redis_forget_refusal(); static
 * text. NULL: none. */
const char *redis_refusal(const struct redis *r);
void redis_forget_refusal(struct redis *r);

/* Asks whether the server accepts writes. 0 if it does, or is too old to tell. ERR_REDIS if it
 * refuses (redis_refusal() has the reason) or is not reachable. */
int redis_probe_writes(struct redis *r);

/* redis_append() adds a command to the pipeline; redis_next() sends pending commands and takes the
 * next reply, which the caller frees. Any failure of the transport, and any answer that says that
 * the server is no longer the primary (redis_loss.h), disconnects and drops all outstanding
 * replies: ERR_REDIS. Another error reply is a value of type REDIS_VALUE_ERROR, with result 0. lens
 * may be NULL (strings). ERR_BOUND if REDIS_PIPELINE_MAX replies are outstanding: take some first.
 * With none outstanding, redis_next() waits for messages that the server sends to a subscriber. out
 * may be NULL. */
int redis_append(struct redis *r, int argc, const char *const *argv, const size_t *lens);
int redis_next(struct redis *r, struct redis_value **out);

/* Number of outstanding replies to appended commands. */
unsigned redis_owed(const struct redis *r);

/* Connects, sends one command and takes its reply, which the caller frees. An error reply becomes
 * ERR_REDIS. out may be NULL to discard the reply. Only while no replies are outstanding. */
int redis_command(struct redis *r, int argc, const char *const *argv, const size_t *lens,
                  struct redis_value **out);
int redis_commandl(struct redis *r, struct redis_value **out, ...) __attribute__((sentinel));

/* Runs MULTI, the commands and EXEC in one round trip. Each command is its words, then NULL.
 * ERR_REDIS if the server rejected a command or is not reachable: then none was executed, or, if
 * the connection broke, perhaps all. An error during the execution of a command undoes nothing and
 * is not reported. Only while no replies are outstanding. */
int redis_transaction(struct redis *r, const char *const *const *commands, size_t count);

/* Runs a script by EVALSHA, or by EVAL if the server does not know it. script is one of scripts.h;
 * argv holds the keys, then the arguments. Results as redis_command(). Only while no replies are
 * outstanding. */
int redis_script(struct redis *r, const char *script, int keys, int argc, const char *const *argv,
                 const size_t *lens, struct redis_value **out);

/* The pipelined form: appends EVALSHA, with the results of redis_append(). If
 * redis_value_is_noscript() is true for the reply, call redis_script() for that call after all
 * replies are taken. */
int redis_append_script(struct redis *r, const char *script, int keys, int argc,
                        const char *const *argv, const size_t *lens);
bool redis_value_is_noscript(const struct redis_value *v);

#endif
