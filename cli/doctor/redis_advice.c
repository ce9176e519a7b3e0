/* SPDX-License-Identifier: MIT */
/*
 * The table of failures, by their first words. Redis's own begin with a word in capitals.
 */
#include "cli/doctor/redis_advice.h"

#include "cli/common/account.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define WITHOUT_PASSWORD                                                                           \
    "redis_url has a password, but Redis has none: take it out of redis_url, or set requirepass "  \
    "in redis.conf"

static const struct {
    const char *begins, *remedy;
} answers[] = {
    {"NOAUTH", "Redis wants a password: set it in redis_url, as redis://:PASSWORD@host:port/db or "
               "unix:/path?password=PASSWORD; a % in it is written %25"},
    {"WRONGPASS",
     "the user or the password in redis_url is wrong: correct it; a % in it is written "
     "%25, behind unix: an & is written %26"},
    {"ERR invalid password", "the password in redis_url is wrong: correct it"},
    {"ERR AUTH", WITHOUT_PASSWORD},
    {"ERR Client sent AUTH", WITHOUT_PASSWORD},
    {"NOPERM", "allow the user of redis_url: +info +select"},
    {"ERR DB index", "let redis_url end in the number of a database that Redis has, such as /0"},
    {"LOADING", "wait until Redis has read its data"},
    {"MASTERDOWN", "let redis_url name the primary"},
    {"DENIED", "Redis in protected mode takes no clients from elsewhere: bind and requirepass in "
               "redis.conf"},
    {"ERR max number of clients", "raise maxclients in redis.conf"},
};

bool redis_advice_is_answer(const char *failure)
{
    return isupper((unsigned char)failure[0]) && isupper((unsigned char)failure[1]);
}

/* The remedy for a socket without access. */
static const char *redis_advice_let_in(const char *path, char buf[REDIS_ADVICE_SIZE])
{
    char group[ACCOUNT_NAME_SIZE], user[ACCOUNT_NAME_SIZE];
    struct stat st;

    if (stat(path, &st) != 0)
        return "let the user of the programs into the folder of the socket";
    (void)snprintf(buf, REDIS_ADVICE_SIZE,
                   "run as root, then restart the programs:\nusermod -aG %s %s",
                   account_group(st.st_gid, group), account_own(user));
    return buf;
}

const char *redis_remedy(const struct redis_target *target, const char *failure,
                         char buf[REDIS_ADVICE_SIZE])
{
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (strncmp(failure, answers[i].begins, strlen(answers[i].begins)) == 0)
            return answers[i].remedy;
    }
    if (strcmp(failure, "Permission denied") == 0 && target->path[0] != '\0')
        return redis_advice_let_in(target->path, buf);
    if (strcmp(failure, "No such file or directory") == 0 && target->path[0] != '\0')
        return "start Redis, or name its socket in redis_url: unixsocket in redis.conf says which";
    return "start Redis, or correct the address in redis_url";
}
