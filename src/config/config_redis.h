/* SPDX-License-Identifier: MIT */
/*
 * From the settings to where Redis is and how to log in.
 */
#ifndef LOADLINE_CONFIG_REDIS_H
#define LOADLINE_CONFIG_REDIS_H

#include "config/config.h"
#include "redis/redis_shards.h"

/* Parses redis_url: an URL (redis_target_parse()) for each shard, with blanks in between. Two that
 * are equal are an error. Logins and TLS that are settings of their own are not filled in. 0 or
 * ERR_SYNTAX. */
int config_redis_parse(const char *urls, struct redis_targets *out);

/* Whether all shards of redis_url are connected by TLS, or it is no valid one. */
bool config_redis_has_tls(const char *urls);

/* Whether both settings, which were loaded, name the same number of shards. It decides which upload
 * is in which shard: another one has to reach all programs at once, by a restart of them all. */
bool config_redis_keeps_shards(const struct config *running, const struct config *fresh);

/* Fills out from the settings about Redis. 0, ERR_SYNTAX for a bad redis_url, which config_load()
 * does not let pass, or ERR_CONFIG if sentinel_password_file has no password, which is logged. */
int config_redis_targets(const struct config *c, struct redis_targets *out);

/* Makes the handles of all shards, as redis_shards_open(). Also ERR_SYNTAX and ERR_CONFIG. */
int config_redis_open(const struct config *c, struct redis_shards *out);

#endif
