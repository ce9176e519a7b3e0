/* SPDX-License-Identifier: MIT */
/*
 * Shared by cancel, retry and report. The spool must be writable; if Redis is unreachable, the
 * request is recorded on disk and published later.
 */
#include "cli/remote.h"

#include "base/error.h"
#include "upkeep/joining_redis.h"

int remote_open(struct cli *cli, const char *id, struct processing *out)
{
    int status = cli_open(cli);

    if (status != CLI_OK)
        return status;
    *out = (struct processing){.config = &cli->config,
                               .store = cli_store(cli),
                               .shards = document_reader_shards(cli->reader, id),
                               .settle = joining_redis_settle};
    if (out->store == NULL)
        return CLI_UNAVAILABLE;
    return CLI_OK;
}

int remote_end(struct cli *cli, int err)
{
    if (err == 0)
        return CLI_OK;
    if (err == ERR_REDIS) {
        cli_complain("the command is recorded, but Redis is not reachable: %s",
                     document_reader_failure(cli->reader));
        return CLI_UNAVAILABLE;
    }
    cli_complain("%s", error_text(err));
    if (err == ERR_NOT_FOUND)
        return CLI_UNKNOWN;
    return err == ERR_NOT_WAITING || err == ERR_NOT_FAILED || err == ERR_ENDED ||
                   err == ERR_BAD_REQUEST
               ? CLI_FAILED
               : CLI_UNAVAILABLE;
}
