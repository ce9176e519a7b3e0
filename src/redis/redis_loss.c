/* SPDX-License-Identifier: MIT */
/*
 * The table of the codes; MOVED and CLUSTERDOWN come from a Cluster; UNBLOCKED ends
 * the wait of a blocking command when its server becomes a replica. Redis 7 begins the reply with
 * the code. Before, the error of a script has it after "-" in its text.
 */
#include "redis/redis_loss.h"

#include <stddef.h>
#include <string.h>

static const char *const codes[] = {
    "-READONLY ", "-MASTERDOWN ", "-LOADING ", "-CLUSTERDOWN ", "-MOVED ", "-UNBLOCKED ",
};

bool redis_loss_is(const char *error)
{
    for (size_t i = 0; error != NULL && i < sizeof codes / sizeof *codes; i++)
        if (strncmp(error, codes[i] + 1, strlen(codes[i] + 1)) == 0 ||
            strstr(error, codes[i]) != NULL)
            return true;
    return false;
}
