/* SPDX-License-Identifier: MIT */
/*
 * The relay's counters. Only the thread of the event loop counts, so nothing here is atomic.
 */
#include "ws/fanout/counters.h"

#include "base/error.h"
#include "base/metric.h"

static const struct metric relay_metrics[COUNTER_COUNT] = {
    [COUNTER_EVENTS_IN] = {"relay_events_in", "Documents received from Redis", METRIC_COUNTER},
    [COUNTER_EVENTS_OUT] = {"relay_events_out", "Documents sent to clients", METRIC_COUNTER},
    [COUNTER_EVENTS_MERGED] = {"relay_events_merged", "Documents that a newer one overtook",
                               METRIC_COUNTER},
    [COUNTER_MESSAGES_IN] = {"relay_messages_in", "Messages received from clients", METRIC_COUNTER},
    [COUNTER_MESSAGES_OUT] = {"relay_messages_out", "Messages sent to clients", METRIC_COUNTER},
    [COUNTER_BYTES_IN] = {"relay_bytes_in", "Bytes of messages received from clients",
                          METRIC_COUNTER},
    [COUNTER_BYTES_OUT] = {"relay_bytes_out", "Bytes of messages sent to clients", METRIC_COUNTER},
    [COUNTER_REDIS_CONNECTS] = {"relay_redis_connects", "Connections made to Redis",
                                METRIC_COUNTER},
};

static const struct metric relay_refused = {"relay_refused", "Clients and requests refused",
                                            METRIC_COUNTER};

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

void counters_print(struct buffer *out)
{
    for (int i = 0; i < COUNTER_COUNT; i++)
        metric_print(out, &relay_metrics[i], (int64_t)counts[i]);
    metric_print_head(out, &relay_refused);
    for (int i = 1; i <= -ERR_LAST; i++)
        if (refused[i] > 0)
            metric_print_labelled(out, &relay_refused, "reason", error_code(-i),
                                  (int64_t)refused[i]);
}
