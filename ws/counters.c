/* SPDX-License-Identifier: MIT */
/*
 * The names are part of the interface: monitoring is set up with them.
 */
#include "counters.h"

#include "error.h"

#include <stdio.h>

static const struct {
    const char *name, *help;
} rows[COUNTER_COUNT] = {
    [COUNTER_EVENTS_IN] = {"events_in", "Documents received from Redis"},
    [COUNTER_EVENTS_OUT] = {"events_out", "Documents sent to clients"},
    [COUNTER_EVENTS_MERGED] = {"events_merged", "Documents that a newer one overtook"},
    [COUNTER_MESSAGES_IN] = {"messages_in", "Messages received from clients"},
    [COUNTER_MESSAGES_OUT] = {"messages_out", "Messages sent to clients"},
    [COUNTER_BYTES_IN] = {"bytes_in", "Bytes of messages received from clients"},
    [COUNTER_BYTES_OUT] = {"bytes_out", "Bytes of messages sent to clients"},
    [COUNTER_REDIS_CONNECTS] = {"redis_connects", "Connections made to Redis"},
};

static uint64_t counts[COUNTER_COUNT];
static uint64_t refused[-ERR_LAST + 1];

void counter_add(enum counter c, uint64_t n)
{
    counts[c] += n;
}

void counter_refused(int err)
{
    refused[-err]++;
}

void counters_print_head(struct buffer *out, const char *name, const char *type, const char *help)
{
    buffer_addf(out, "# HELP loadline_%s %s.\n# TYPE loadline_%s %s\n", name, help, name, type);
}

void counters_print(struct buffer *out)
{
    char name[64];

    for (int i = 0; i < COUNTER_COUNT; i++) {
        (void)snprintf(name, sizeof name, "relay_%s_total", rows[i].name);
        counters_print_head(out, name, "counter", rows[i].help);
        buffer_addf(out, "loadline_%s %llu\n", name, (unsigned long long)counts[i]);
    }
    counters_print_head(out, "relay_refused_total", "counter", "Clients and requests refused");
    for (int i = 1; i <= -ERR_LAST; i++)
        if (refused[i] > 0)
            buffer_addf(out, "loadline_relay_refused_total{reason=\"%s\"} %llu\n", error_code(-i),
                        (unsigned long long)refused[i]);
}
