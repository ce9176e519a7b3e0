/* SPDX-License-Identifier: MIT */
/*
 * The settings that a reload changes: limits, intervals, lists of origins and proxies, keys, and
 * where Redis is. The relay's own addresses and paths need a restart.
 */
#include "ws/transport/reload.h"

#include <stddef.h>
#include <string.h>

/* Each setting is a number or a pointer. */
static const struct {
    size_t offset, size;
} members[] = {
#define MEMBER(name)                                                                               \
    {                                                                                              \
        offsetof(struct config, name), sizeof(((struct config *)0)->name)                          \
    }
    MEMBER(redis_url),
    MEMBER(redis_timeout_ms),
    MEMBER(redis_tls_ca_file),
    MEMBER(redis_tls_cert_file),
    MEMBER(redis_tls_key_file),
    MEMBER(redis_tls_name),
    MEMBER(sentinel_user),
    MEMBER(sentinel_password),
    MEMBER(sentinel_password_file),
    MEMBER(relay_sessions),
    MEMBER(relay_sessions_per_address),
    MEMBER(relay_sessions_per_owner),
    MEMBER(relay_polls_per_address),
    MEMBER(relay_message_rate),
    MEMBER(relay_message_size),
    MEMBER(relay_watches),
    MEMBER(relay_poll_wait_ms),
    MEMBER(relay_idle_timeout_ms),
    MEMBER(relay_ready_lag_ms),
    MEMBER(relay_drain_ms),
    MEMBER(beat_interval_ms),
    MEMBER(auth_timeout_ms),
    MEMBER(cors_origins),
    MEMBER(trusted_proxies),
    MEMBER(token_keys),
    MEMBER(token_leeway_ms),
    MEMBER(log_level),
    MEMBER(log_format),
#undef MEMBER
};

void reload_settings(struct config *c, struct config *fresh)
{
    char old[sizeof(void *) > sizeof(int64_t) ? sizeof(void *) : sizeof(int64_t)];

    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        char *mine = (char *)c + members[i].offset, *theirs = (char *)fresh + members[i].offset;
        memcpy(old, mine, members[i].size);
        memcpy(mine, theirs, members[i].size);
        memcpy(theirs, old, members[i].size);
    }
}
