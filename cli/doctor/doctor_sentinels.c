/* SPDX-License-Identifier: MIT */
/*
 * loadline doctor: what each Sentinel of redis_url says. The programs need one that answers; a
 * failover needs the majority.
 */
#include "cli/doctor/doctor.h"

#include "base/clock.h"
#include "base/error.h"
#include "redis/redis_connect.h"

#include <stdio.h>
#include <string.h>

/* Asks one Sentinel. Writes the address of the primary, or why there is none, into text. */
static bool sentinel_names(const struct redis_target *target, const struct redis_address *a,
                           char text[REDIS_WHY_SIZE])
{
    const struct redis_address *named;
    struct redis_target one = *target;
    struct redis_discovery d;
    char address[REDIS_ADDRESS_SIZE], why[REDIS_WHY_SIZE] = "";

    one.addresses[0] = *a;
    one.count = 1;
    redis_discovery_init(&d, &one);
    int rc = redis_connect_ask(&d, &one, a, clock_mono_ms() + REDIS_SENTINEL_MS, why);
    if (rc == 0 && redis_discovery_next(&d, &named) == REDIS_STEP_LOG_IN) {
        (void)snprintf(text, REDIS_WHY_SIZE, "%s", redis_address_text(named, address));
        return true;
    }
    if (rc != 0)
        redis_discovery_fail(&d, why);
    (void)snprintf(text, REDIS_WHY_SIZE, "%s", d.why);
    return false;
}

void doctor_sentinels(struct doctor *d, const struct redis_target *target)
{
    char named[REDIS_WHY_SIZE] = "", text[REDIS_WHY_SIZE], bad[REDIS_WHY_SIZE + 32] = "";
    size_t good = 0;

    if (target->primary[0] == '\0')
        return;
    for (size_t i = 0; i < target->count; i++) {
        bool names = sentinel_names(target, &target->addresses[i], text);
        bool agrees = names && (good == 0 || strcmp(named, text) == 0);
        if (agrees)
            (void)snprintf(named, sizeof named, "%s", text);
        else
            (void)snprintf(bad, sizeof bad, "%s%s", names ? "another one names " : "", text);
        good += agrees;
    }
    if (good == target->count)
        check_report_ok("redis-sentinels", "%zu of %zu name %s", good, target->count, named);
    else if (good > 0)
        check_report_warn(&d->report, "redis-sentinels",
                          "start all Sentinels, and let each monitor the same primary",
                          "%zu of %zu name %s; %s", good, target->count, named, bad);
    else
        check_report_fail(&d->report, "redis-sentinels",
                          "start the Sentinels, or correct their addresses in redis_url",
                          "none names the primary %s: %s", target->primary, bad);
}
