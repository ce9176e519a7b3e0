/* SPDX-License-Identifier: MIT */
/*
 * loadline doctor: whether Redis accepts changes, by making one; and if not, the reason.
 */
#include "cli/doctor/doctor.h"
#include "cli/doctor/redis_info.h"

#include "base/error.h"
#include "progress/progress.h"

#include <stdio.h>
#include <string.h>

#define KEPT_MS "1000" /* lifetime of the trial key, in ms */
#define CAUSE_SIZE 192

static void describe_memory(const char *info, char cause[CAUSE_SIZE])
{
    char used[REDIS_INFO_WORD_SIZE], most[REDIS_INFO_WORD_SIZE];

    (void)snprintf(cause, CAUSE_SIZE, "%s are used, maxmemory is %s",
                   redis_info_word(info, "used_memory_human", used),
                   redis_info_word(info, "maxmemory_human", most));
}

static void describe_save(const char *info, char cause[CAUSE_SIZE])
{
    char dump[REDIS_INFO_WORD_SIZE], file[REDIS_INFO_WORD_SIZE];

    (void)snprintf(cause, CAUSE_SIZE,
                   "the last BGSAVE: %s, the last write of the append-only file: %s",
                   redis_info_word(info, "rdb_last_bgsave_status", dump),
                   redis_info_word(info, "aof_last_write_status", file));
}

static void describe_replicas(const char *info, char cause[CAUSE_SIZE])
{
    char good[REDIS_INFO_WORD_SIZE];

    (void)snprintf(cause, CAUSE_SIZE, "%s replicas are near enough",
                   redis_info_word(info, "min_slaves_good_slaves", good));
}

static const struct {
    const char *code, *remedy;
    void (*say)(const char *info, char cause[CAUSE_SIZE]);
} causes[] = {
    {"OOM", "raise maxmemory in redis.conf; \"redis-cli --bigkeys\" lists the largest keys",
     describe_memory},
    {"MISCONF",
     "free some space, give Redis write access to the folder of \"redis-cli CONFIG GET dir\", then "
     "redis-cli BGSAVE; the log of Redis has the reason of the failure",
     describe_save},
    {"NOREPLICAS", "start the replicas of this Redis; or in redis.conf: min-replicas-to-write 0",
     describe_replicas},
};

static void report_refusal(struct doctor *d, const char *why, const char *info)
{
    const char *remedy = "see the log of Redis";
    char cause[CAUSE_SIZE] = "";

    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
        if (strncmp(why, causes[i].code, strlen(causes[i].code)) != 0)
            continue;
        remedy = causes[i].remedy;
        if (info != NULL)
            causes[i].say(info, cause);
    }
    check_report_fail(&d->report, "redis-writes", remedy,
                      "it refuses changes: no progress is published and no job runs: %s%s%s", why,
                      *cause != '\0' ? "; " : "", cause);
}

void doctor_writes(struct doctor *d, const char *info)
{
    char key[PROGRESS_KEY_SIZE];

    redis_forget_refusal(d->redis);
    progress_key(d->config->redis_prefix != NULL ? d->config->redis_prefix : "", PROGRESS_DOCTOR,
                 key);
    int rc = redis_commandl(d->redis, NULL, "SET", key, "1", "PX", KEPT_MS, (const char *)NULL);
    if (rc != 0 && redis_refusal(d->redis) == NULL &&
        redis_connected(d->redis)) /* not permitted for this user */
        rc = redis_probe_writes(d->redis);
    d->redis_tells &= rc == 0;
    if (rc == 0)
        check_report_ok("redis-writes", "it takes changes");
    else if (redis_refusal(d->redis) != NULL)
        report_refusal(d, redis_refusal(d->redis), info);
    else
        check_report_skip("redis-writes", "a key cannot be written: %s", redis_failure(d->redis));
}
