/* SPDX-License-Identifier: MIT */
/*
 * loadline doctor: the Redis server, with only the privileges that the settings give.
 */
#include "cli/doctor/doctor.h"
#include "cli/doctor/redis_info.h"

#include "cli/doctor/redis_advice.h"
#include "config/config_redis.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "base/json.h"
#include "progress/progress.h"
#include "redis/redis.h"
#include "spool/store.h"
#include "spool/store_settings.h"
#include "upload/upload.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION_MIN "6.2"
#define CLOCK_TOLERANCE_MS 2000
#define LOOKED_AT 100 /* unfinished uploads to compare with the spool */
#define SETTLE_MS 500
#define DEPTH_MAX 8
#define PLACE_SIZE 32 /* with the largest number */

/* Valkey tells the version of Redis that it is compatible with, and its own. */
static void check_version(struct doctor *d, const char *info)
{
    char word[REDIS_INFO_WORD_SIZE], valkey[REDIS_INFO_WORD_SIZE], *rest;

    (void)redis_info_word(info, "redis_version", word);
    (void)redis_info_word(info, "valkey_version", valkey);
    long major = strtol(word, &rest, 10);
    long minor = *rest == '.' ? strtol(rest + 1, NULL, 10) : 0;
    if (valkey[0] != '\0')
        check_report_ok("redis-version", "Valkey %s", valkey);
    else if (major > 6 || (major == 6 && minor >= 2))
        check_report_ok("redis-version", "%s", word);
    else
        check_report_fail(&d->report, "redis-version", "install Redis " VERSION_MIN " or newer",
                          "%s is too old", word);
}

/* Eviction would remove progress and jobs. */
static void check_eviction(struct doctor *d, const char *info)
{
    char word[REDIS_INFO_WORD_SIZE];
    const char *remedy = "in redis.conf: maxmemory-policy noeviction";

    (void)redis_info_word(info, "maxmemory_policy", word);
    if (*word == '\0')
        check_report_skip("redis-eviction", "the server does not report its policy");
    else if (strcmp(word, "noeviction") == 0)
        check_report_ok("redis-eviction", "noeviction");
    else if (strncmp(word, "volatile-", 9) == 0)
        check_report_warn(&d->report, "redis-eviction", remedy,
                          "%s evicts the final states of uploads when memory is short", word);
    else
        check_report_fail(&d->report, "redis-eviction", remedy,
                          "%s evicts running uploads and jobs when memory is short", word);
}

static void check_info(struct doctor *d)
{
    struct redis_value *v = NULL;
    const char *info = NULL;

    if (redis_commandl(d->redis, &v, "INFO", (const char *)NULL) == 0)
        info = redis_value_text(v);
    if (info != NULL) {
        check_version(d, info);
        check_eviction(d, info);
    }
    doctor_writes(d, info);
    redis_value_free(&v);
}

static void check_scripts(struct doctor *d)
{
    struct redis_value *v = NULL;
    int rc = redis_commandl(d->redis, &v, "EVAL", "return redis.call('TIME')[1]", "0",
                            (const char *)NULL);

    if (rc == 0 && redis_value_int(v) > 0)
        check_report_ok("redis-scripts", "scripts run");
    else
        check_report_fail(&d->report, "redis-scripts",
                          "allow the user of redis_url: +eval +evalsha +time",
                          "scripts do not run: %s", redis_failure(d->redis));
    redis_value_free(&v);
}

static void check_clock(struct doctor *d)
{
    struct redis_value *v = NULL;
    int64_t before = clock_wall_ms();

    if (redis_commandl(d->redis, &v, "TIME", (const char *)NULL) != 0) {
        check_report_skip("clock", "Redis does not report its time: %s", redis_failure(d->redis));
        return;
    }
    int64_t now = (before + clock_wall_ms()) / 2;
    int64_t there = redis_value_int(redis_value_item(v, 0)) * 1000 +
                    redis_value_int(redis_value_item(v, 1)) / 1000;
    redis_value_free(&v);
    if (llabs(now - there) > CLOCK_TOLERANCE_MS)
        check_report_fail(&d->report, "clock", "set both clocks by a time service, such as chrony",
                          "the clock of Redis differs by %lld ms from ours",
                          (long long)(there - now));
    else
        check_report_ok("clock", "the clock of Redis agrees with ours");
}

/* --- the prefix --- */

/* The identity of a site is derived from its secret: the key of an id that no upload has. */
static bool read_identity(const struct doctor *d, char identity[KEY_SIZE])
{
    static const char nobody[] = "00000000000000000000000000000000";
    struct secret secret;

    return d->config->secret_file != NULL && secret_load(d->config->secret_file, &secret) == 0 &&
           key_make(&secret, nobody, identity) == 0;
}

/* Marks the prefix unless it is marked, and checks that the mark is ours. */
static void check_mark(struct doctor *d)
{
    char key[PROGRESS_KEY_SIZE], identity[KEY_SIZE], remedy[PROGRESS_KEY_SIZE + 128];
    struct redis_value *v = NULL;

    if (!read_identity(d, identity)) {
        check_report_skip("redis-prefix", "the secret cannot be read");
        return;
    }
    progress_key(d->config->redis_prefix, PROGRESS_SITE, key);
    int rc = redis_commandl(d->redis, NULL, "SET", key, identity, "NX", (const char *)NULL);
    if (rc == 0)
        rc = redis_commandl(d->redis, &v, "GET", key, (const char *)NULL);
    const char *found = redis_value_text(v);
    (void)snprintf(remedy, sizeof remedy,
                   "give each site its own redis_prefix; if only the secret is "
                   "new: redis-cli DEL %s",
                   key);
    if (rc != 0)
        check_report_skip("redis-prefix", "the prefix cannot be marked: %s",
                          redis_failure(d->redis));
    else if (found != NULL && strcmp(found, identity) != 0)
        check_report_fail(&d->report, "redis-prefix", remedy, "another site uses %s in this Redis",
                          d->config->redis_prefix);
    else
        check_report_ok("redis-prefix", "%s is marked as this site's", d->config->redis_prefix);
    redis_value_free(&v);
}

/* Unfinished uploads that are in Redis but not in the spool. */
struct missing_uploads {
    struct store *store;
    char ids[LOOKED_AT][ID_SIZE];
    size_t count, confirmed;
};

static bool is_spooled(struct store *s, const char *id)
{
    struct upload u;
    int rc = store_load(s, id, &u);

    if (rc == 0)
        upload_free(&u);
    return rc != ERR_NOT_FOUND;
}

static void note_missing_upload(void *arg, const char *id)
{
    struct missing_uploads *s = arg;

    if (s->count < LOOKED_AT && id_valid(id) && !is_spooled(s->store, id))
        memcpy(s->ids[s->count++], id, ID_SIZE);
}

/* Forms exist in Redis only, and the removal of an upload reaches Redis a moment later. */
static void confirm_missing_upload(void *arg, const char *id, const char *text, size_t len)
{
    struct missing_uploads *s = arg;
    struct json *document = NULL;

    if (text == NULL || json_parse(text, len, DEPTH_MAX, &document) != 0)
        return;
    const char *state = json_get_string(document, "state", "");
    bool is_form = strcmp(json_get_string(document, "kind", ""), upload_kind_name(KIND_FORM)) == 0;
    bool receives = strcmp(state, state_name(STATE_CREATED)) == 0 ||
                    strcmp(state, state_name(STATE_UPLOADING)) == 0;
    if (receives && !is_form && !is_spooled(s->store, id))
        s->confirmed++;
    json_free(&document);
}

/* Keeps the uploads of this spool, and those whose spool is not known. */
static int keep_own_uploads(struct doctor *d, struct missing_uploads *s)
{
    char own[SPOOL_ID_SIZE], spool[SPOOL_ID_SIZE];
    size_t kept = 0;

    store_identity(s->store, own);
    for (size_t i = 0; i < s->count; i++) {
        int rc = progress_read_spool(d->redis, d->config->redis_prefix, s->ids[i], spool);
        if (rc == ERR_REDIS)
            return rc;
        if (rc == 0 && (*spool == '\0' || strcmp(spool, own) == 0))
            memmove(s->ids[kept++], s->ids[i], ID_SIZE);
    }
    s->count = kept;
    return 0;
}

static int find_missing_uploads(struct doctor *d, struct missing_uploads *s)
{
    const char *ids[LOOKED_AT];
    const char *prefix = d->config->redis_prefix;

    int rc = progress_list_active(d->redis, prefix, LOOKED_AT, note_missing_upload, s);
    if (rc == 0)
        rc = keep_own_uploads(d, s);
    if (rc != 0 || s->count == 0)
        return rc;
    for (size_t i = 0; i < s->count; i++)
        ids[i] = s->ids[i];
    clock_pause_ms(SETTLE_MS);
    return progress_read(d->redis, prefix, ids, s->count, confirm_missing_upload, s);
}

static void check_missing_uploads(struct doctor *d)
{
    struct missing_uploads s = {0};

    if (d->config->spool == NULL || store_open_configured(d->config, false, &s.store) != 0)
        return; /* already reported for the spool */
    if (find_missing_uploads(d, &s) != 0)
        check_report_skip("redis-spool", "the unfinished uploads cannot be read: %s",
                          redis_failure(d->redis));
    else if (s.confirmed > 0)
        check_report_fail(
            &d->report, "redis-spool", "give each site its own redis_prefix",
            "%zu uploads under way below %s are not in this spool: they belong to another site",
            s.confirmed, d->config->redis_prefix);
    else
        check_report_ok("redis-spool", "the unfinished uploads are in this spool");
    store_close(&s.store);
}

/* Which server is used, of how many. */
static void report_primary(const struct doctor *d, const struct redis_target *target)
{
    const char *by = target->tls ? " by TLS" : "", *server = redis_server(d->redis);

    if (target->primary[0] != '\0')
        check_report_ok("redis", "reachable at %s%s, the primary %s of the Sentinels", server, by,
                        target->primary);
    else if (target->count > 1)
        check_report_ok("redis", "reachable at %s%s, the primary of %zu servers", server, by,
                        target->count);
    else
        check_report_ok("redis", "reachable at %s%s", server, by);
}

static void report_unreachable(struct doctor *d, const struct redis_target *target)
{
    char name[REDIS_ADDRESS_SIZE], remedy[REDIS_ADVICE_SIZE];
    const char *why = redis_failure(d->redis);
    const char *advice = redis_remedy(target, why, remedy);
    const char *how = redis_advice_is_answer(target, why) ? "refuses us" : "not reachable";

    if (target->count > 1 || target->primary[0] != '\0')
        check_report_fail(&d->report, "redis", advice, "no primary is found: %s", why);
    else
        check_report_fail(&d->report, "redis", advice, "%s at %s: %s", how,
                          redis_address_text(&target->addresses[0], name), why);
}

/* The settings about Redis and their files; config_load() has checked the syntax. */
static int read_targets(struct doctor *d, struct redis_targets *out)
{
    int rc = config_redis_targets(d->config, out);

    if (rc == ERR_CONFIG)
        check_report_fail(&d->report, "redis", "write the password of the Sentinels into the file",
                          "%s, the sentinel_password_file, has no password that can be read",
                          d->config->sentinel_password_file);
    else if (rc != 0)
        check_report_fail(&d->report, "redis", "write redis://host:port/db or unix:/path",
                          "redis_url cannot be used: %s", error_text(rc));
    return rc;
}

static int open_redis(struct doctor *d, size_t shard, const struct redis_target *target)
{
    int rc = redis_new(target, (int)d->config->redis_timeout_ms, &d->shards.of[shard]);

    d->redis = d->shards.of[shard];
    if (rc != 0) {
        check_report_skip("redis", "%s", error_text(rc));
        return rc;
    }
    doctor_sentinels(d, target);
    rc = redis_ensure(d->redis);
    if (rc == 0)
        report_primary(d, target);
    else
        report_unreachable(d, target);
    return rc;
}

/* Returns whether the server answers. */
static bool check_shard(struct doctor *d, size_t shard, const struct redis_target *target)
{
    if (open_redis(d, shard, target) != 0) {
        d->redis_tells = false;
        return false;
    }
    check_info(d);
    check_scripts(d);
    check_clock(d);
    if (d->config->redis_prefix == NULL)
        return true;
    check_mark(d);
    check_missing_uploads(d);
    doctor_spools(d);
    return true;
}

void doctor_redis(struct doctor *d)
{
    struct redis_targets targets;
    struct redis *answers = NULL;
    char place[PLACE_SIZE];

    if (read_targets(d, &targets) != 0)
        return;
    d->shards.count = targets.count;
    d->redis_tells = true;
    for (size_t i = 0; i < targets.count; i++) {
        (void)snprintf(place, sizeof place, "shard %zu", i + 1);
        check_report_set_place(targets.count > 1 ? place : NULL);
        if (check_shard(d, i, &targets.of[i]))
            answers = d->redis;
    }
    check_report_set_place(NULL);
    d->redis = answers;
}
