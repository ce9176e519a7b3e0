/* SPDX-License-Identifier: MIT */
/*
 * One blocking connection to Redis, for one thread: URL forms, timeouts, reconnecting with backoff
 * and jitter, pipelining, scripts by digest. The only module of the library that knows hiredis.
 */
#ifndef LOADLINE_REDIS_H
#define LOADLINE_REDIS_H

#include "redis/redis_target.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REDIS_RUN_ID_SIZE 41
#define REDIS_PIPELINE_MAX 512             /* commands appended and not answered yet */
#define REDIS_ARGS_MAX 256                 /* arguments of one command */
#define REDIS_REPLY_MAX (16 * 1024 * 1024) /* bytes of one reply */

struct redis;
struct redis_value; /* a reply */

/* A handle, not connected yet. timeout_ms bounds connecting and every command. */
int redis_new(const struct redis_target *target, int timeout_ms, struct redis **out);
void redis_free(struct redis **r);

/* Connects if need be (AUTH, SELECT, run id), also where the server closed an idle connection.
 * ERR_REDIS at once while the backoff of an earlier failure (50 ms doubling to 2 s, jittered)
 * lasts. */
int redis_ensure(struct redis *r);
bool redis_connected(const struct redis *r);
void redis_disconnect(struct redis *r);

/* The server's run_id as read when this connection was made; "" before. And how often it connected.
 */
const char *redis_run_id(const struct redis *r);
unsigned redis_connects(const struct redis *r);

/* Text of the last failure, for the log. */
const char *redis_failure(const struct redis *r);

/* Which write was refused last (redis_refusal.h), by any reply since it was forgotten; NULL: none.
 */
const char *redis_refusal(const struct redis *r);
void redis_forget_refusal(struct redis *r);

/* Asks whether the server takes writes. 0 where it does, or is too old to say; ERR_REDIS where not
 * (redis_refusal() says why), or away. */
int redis_probe_writes(struct redis *r);

/* Appends a command to the pipeline; redis_next() sends what is pending and takes the next reply.
 * Any transport failure disconnects and drops all replies still owed: ERR_REDIS. An error reply of
 * the server is a value of type REDIS_VALUE_ERROR, with result 0. lens may be NULL (strings).
 * ERR_BOUND where REDIS_PIPELINE_MAX replies are owed: take some first. redis_next() with nothing
 * owed waits for what a server sends by itself to a subscriber; out may be NULL. */
int redis_append(struct redis *r, int argc, const char *const *argv, const size_t *lens);
int redis_next(struct redis *r, struct redis_value **out);

/* How many replies to appended commands were not taken yet. */
unsigned redis_owed(const struct redis *r);

/* redis_ensure, append, next; and an error reply becomes ERR_REDIS. out may be NULL to discard the
 * reply. Only while no replies are owed. */
int redis_command(struct redis *r, int argc, const char *const *argv, const size_t *lens,
                  struct redis_value **out);
int redis_commandl(struct redis *r, struct redis_value **out, ...) __attribute__((sentinel));

/* MULTI, the commands, EXEC, in one round trip; each command is its words, then NULL. ERR_REDIS
 * where the server refused one of them or is away: then none was executed, or, where the connection
 * broke, perhaps all. An error that a command meets while it is executed undoes nothing and is none
 * here. Only while no replies are owed. */
int redis_transaction(struct redis *r, const char *const *const *commands, size_t count);

/* Runs a script by EVALSHA with EVAL where the server does not know it. script is one of scripts.h;
 * argv holds the keys, then the arguments. Replies as redis_command; only while no replies are
 * owed. */
int redis_script(struct redis *r, const char *script, int keys, int argc, const char *const *argv,
                 const size_t *lens, struct redis_value **out);

/* The pipelined form: appends EVALSHA. Where redis_value_is_noscript() says so of the reply, call
 * redis_script() for that one once all replies are taken. */
int redis_append_script(struct redis *r, const char *script, int keys, int argc,
                        const char *const *argv, const size_t *lens);
bool redis_value_is_noscript(const struct redis_value *v);

enum redis_value_type {
    REDIS_VALUE_NIL,
    REDIS_VALUE_STRING,
    REDIS_VALUE_INT,
    REDIS_VALUE_ARRAY,
    REDIS_VALUE_ERROR
};

/* Replies. Items belong to their reply; NULL counts as nil. */
enum redis_value_type redis_value_type(const struct redis_value *v);
const char *redis_value_text(const struct redis_value *v); /* string, status or error; NULL else */
size_t redis_value_len(const struct redis_value *v);
int64_t redis_value_int(const struct redis_value *v); /* integer, or a string of digits; else 0 */
size_t redis_value_count(const struct redis_value *v);
const struct redis_value *redis_value_item(const struct redis_value *v, size_t index);
void redis_value_free(struct redis_value **v);

#endif
