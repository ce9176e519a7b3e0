/* SPDX-License-Identifier: MIT */
/*
 * From the settings to where Redis is and how to log in.
 */
#ifndef LOADLINE_CONFIG_REDIS_H
#define LOADLINE_CONFIG_REDIS_H

#include "config/config.h"
#include "redis/redis_target.h"

/* Fills out from the settings about Redis. 0, ERR_SYNTAX for a bad redis_url, which config_load()
 * does not let pass, or ERR_CONFIG if sentinel_password_file has no password, which is logged. */
int config_redis_target(const struct config *c, struct redis_target *out);

#endif
