/* SPDX-License-Identifier: MIT */
/*
 * loadline-worker: processes complete uploads. This file only wires the parts.
 */
#include "base/error.h"
#include "config/config_redis.h"
#include "base/log.h"
#include "progress/stats.h"
#include "service/startup.h"
#include "spool/store_settings.h"
#include "worker/runner.h"

#include <openssl/crypto.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME "loadline-worker"
#define EXIT_USAGE 2

static const struct startup program = {
    .name = NAME,
    .purpose = "Processes complete uploads. With --drain it exits when there is no job to start.",
    .needs = CONFIG_NEEDS_REDIS | CONFIG_NEEDS_SPOOL,
};

/* Removes our option --drain from the arguments, at any position. */
static bool take_drain(int *argc, char **argv)
{
    int kept = 1;
    for (int i = 1; i < *argc; i++) {
        if (strcmp(argv[i], "--drain") != 0)
            argv[kept++] = argv[i];
    }
    bool found = kept < *argc;
    *argc = kept;
    argv[kept] = NULL;
    return found;
}

/* Initialises libcrypto once here, without its clean-up at exit. Otherwise every job's process
 * would do both. */
static int prepare_crypto(void)
{
    char id[ID_SIZE];

    if (OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL) != 1)
        return ERR_INTERNAL;
    return id_make(id);
}

static int worker_open_all(struct worker *w)
{
    if (config_redis_targets(&w->config, &w->redis) != 0) {
        fputs(NAME ": the setting redis_url cannot be used\n", stderr);
        return ERR_CONFIG;
    }
    size_t requests = (size_t)w->config.notify_requests;
    w->receivers = receivers_new((size_t)w->config.workers + 2 * requests, requests);
    if (w->receivers == NULL)
        return ERR_NOMEM;
    int rc = store_open_configured(&w->config, true, &w->store);
    if (rc != 0)
        fprintf(stderr, NAME ": the spool %s cannot be used: %s\n", w->config.spool,
                strerror(errno));
    else
        store_identity(w->store, w->spool);
    w->queue = (struct job_queue){w->config.redis_prefix, w->spool};
    return rc;
}

int main(int argc, char **argv)
{
    struct worker w = {0};

    w.drain = take_drain(&argc, argv);
    int rc = startup_begin(&program, argc, argv, &w.config);
    if (rc != 0)
        return rc == STARTUP_DONE ? EXIT_SUCCESS : EXIT_USAGE;
    rc = prepare_crypto();
    if (rc == 0)
        rc = stats_share(); /* jobs and other children count too */
    if (rc == 0)
        rc = worker_open_all(&w);
    if (rc == 0) {
        rc = runner_run(&w);
        if (rc != 0)
            fprintf(stderr, NAME ": %s\n", error_text(rc));
    }
    receivers_free(&w.receivers);
    store_close(&w.store);
    config_free(&w.config);
    return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
