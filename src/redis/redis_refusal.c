/* SPDX-License-Identifier: MIT */
/*
 * The table of the codes. Redis 7 begins the reply with the code. Before, the error of a script has
 * it after "-" in its text.
 */
#include "redis/redis_refusal.h"

#include <string.h>

static const struct {
    const char *code, *within, *meaning;
} rows[] = {
    {"OOM ", "-OOM ", "OOM: its memory is full (maxmemory)"},
    {"MISCONF ", "-MISCONF ", "MISCONF: it cannot save to its disk"},
    {"NOREPLICAS ", "-NOREPLICAS ", "NOREPLICAS: its replicas are away"},
};

const char *redis_refusal_of(const char *error)
{
    for (size_t i = 0; error != NULL && i < sizeof rows / sizeof *rows; i++)
        if (strncmp(error, rows[i].code, strlen(rows[i].code)) == 0 ||
            strstr(error, rows[i].within) != NULL)
            return rows[i].meaning;
    return NULL;
}
