/* SPDX-License-Identifier: MIT */
/*
 * Makes heartbeats. The name is near the start of the text, so that a relay recognizes its own
 * heartbeat.
 */
#include "progress/heartbeat.h"

#include "base/clock.h"
#include "base/id.h"

#include <unistd.h>

int heartbeat_init(struct heartbeat *h, const char *kind)
{
    *h = (struct heartbeat){.kind = kind, .started_at = clock_wall_ms()};
    if (gethostname(h->host, sizeof h->host - 1) != 0)
        h->host[0] = '\0';
    return id_random_hex(h->name, sizeof h->name);
}

void heartbeat_begin(const struct heartbeat *h, bool stopping, struct buffer *out)
{
    buffer_addf(out, "{\"kind\":\"%s\",\"name\":\"%s\",\"host\":", h->kind, h->name);
    buffer_add_json_string(out, h->host);
    buffer_addf(out, ",\"pid\":%ld,\"version\":\"%s\",\"started_at\":%lld,\"stopping\":%s",
                (long)getpid(), LOADLINE_VERSION, (long long)h->started_at,
                stopping ? "true" : "false");
}
