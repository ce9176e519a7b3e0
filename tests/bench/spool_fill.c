/* SPDX-License-Identifier: MIT */
/*
 * Fills a spool and Redis with unfinished uploads that have no sender, as upload.fcgi makes them,
 * but without syncing.
 *
 *   spool_fill REDIS_URL PREFIX SPOOL COUNT EXPIRE_MS
 *
 * They expire EXPIRE_MS after they are made; 0: never. Prints COUNT.
 */
#include "base/clock.h"
#include "base/error.h"
#include "progress/progress.h"
#include "spool/store.h"

#include <stdio.h>
#include <stdlib.h>

#define SIZE INT64_C(1000000)
#define AGE_MS 60000 /* of the last change, so that it counts as settled */

static void check(int rc, const char *what)
{
    if (rc == 0)
        return;
    fprintf(stderr, "%s: %s\n", what, error_text(rc));
    exit(EXIT_FAILURE);
}

static void fill(struct store *store, struct upload *u, long number, int64_t expire_ms)
{
    char name[32];

    upload_init(u);
    check(id_make(u->id), "id");
    store_identity(store, u->spool);
    (void)snprintf(name, sizeof name, "%ld.bin", number);
    check(upload_set(&u->name, name), "name");
    check(upload_add_stage(u, "digest", "Checksum", 20), "stage");
    check(upload_add_stage(u, "identify", "File type", 5), "stage");
    u->size = SIZE;
    u->created_at = u->updated_at = clock_wall_ms() - AGE_MS;
    u->expire_after_ms = expire_ms;
    upload_renew_expiry(u, clock_wall_ms());
}

static void make(struct redis *redis, const char *prefix, struct store *store,
                 const struct upload *u)
{
    const struct progress_change change = {.upload = u};

    check(store_create(store, u), "store");
    check(progress_create(redis, prefix, &change, NULL), "create");
}

int main(int argc, char **argv)
{
    struct redis_target target;
    struct redis *redis = NULL;
    struct store *store = NULL;

    if (argc != 6)
        return EXIT_FAILURE;
    check(redis_target_parse(argv[1], &target), "url");
    check(redis_new(&target, 10000, &redis), "redis");
    check(redis_ensure(redis), "connect");
    check(store_open(argv[3], true, &store), "spool");
    store_set_lazy(store);
    long count = strtol(argv[4], NULL, 10);
    int64_t expire_ms = strtoll(argv[5], NULL, 10);
    for (long i = 0; i < count; i++) {
        struct upload u;
        fill(store, &u, i, expire_ms);
        make(redis, argv[2], store, &u);
        upload_free(&u);
    }
    printf("%ld\n", count);
    store_close(&store);
    redis_free(&redis);
    return EXIT_SUCCESS;
}
