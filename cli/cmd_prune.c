/* SPDX-License-Identifier: MIT */
/*
 * loadline prune: what the worker does each minute, for sites that run none.
 */
#include "cli/cli.h"

#include "error.h"
#include "redis.h"
#include "sweep.h"

#include <stdio.h>

/* Redis must be there: who watches would wait for ever for what is gone. */
static int prune(struct cli *cli)
{
    struct sweep_redis news = {lookup_redis(cli->lookup), cli->config.redis_prefix};
    struct sweep sweep = {
        .store = lookup_store(cli->lookup), .tell = sweep_tell_redis, .arg = &news};

    if (!sweep.store) {
        cli_complain("the spool cannot be opened");
        return CLI_UNAVAILABLE;
    }
    int err = redis_ensure(news.redis);
    if (err) {
        cli_complain("%s: %s", error_text(err), lookup_failure(cli->lookup));
        return CLI_UNAVAILABLE;
    }
    err = sweep_run(&sweep);
    printf("%lld removed, %lld bytes\n", (long long)sweep.uploads, (long long)sweep.bytes);
    if (err)
        cli_complain("%s", error_text(err));
    return err ? CLI_UNAVAILABLE : CLI_OK;
}

static int run(struct cli *cli, int argc, char **argv)
{
    (void)argv;
    if (argc != 1)
        return cli_usage(&cmd_prune);
    int status = cli_open(cli);
    return status == CLI_OK ? prune(cli) : status;
}

const struct command cmd_prune = {"prune", "", "remove uploads whose time has passed", run};
