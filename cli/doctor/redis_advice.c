/* SPDX-License-Identifier: MIT */
/*
 * The table of failures, by their first words. Redis's own begin with a word in capitals.
 */
#include "cli/doctor/redis_advice.h"

#include "cli/common/account.h"
#include "redis/redis_handshake.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define WITHOUT_PASSWORD                                                                           \
    "redis_url has a password, but Redis has none: take it out of redis_url, or set requirepass "  \
    "in redis.conf"

#define PERHAPS_TLS "see the log of Redis; if this is its tls-port, begin redis_url with rediss://"

#define OTHER_NAME                                                                                 \
    "set redis_tls_name to a name in the certificate, or connect to a host that is in it"

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
    {"ERR DB index", "let redis_url end in the number of a database that Redis has, such as /0"},
    {"LOADING", "wait until Redis has read its data"},
    {"MASTERDOWN", "let redis_url name the primary"},
    {REDIS_IS_REPLICA,
     "let redis_url name the primary, or all servers, or the Sentinels; to make this "
     "server the primary:\nredis-cli REPLICAOF NO ONE"},
    {REDIS_IS_CLUSTER, "let redis_url name a Redis without cluster-enabled in its redis.conf"},
    {REDIS_IS_SENTINEL, "in the settings, with the name that Sentinel has for the primary:\n"
                        "redis_url = sentinel://HOST:26379/NAME"},
    {"it knows no primary", "let redis_url name the primary as the Sentinels do:\n"
                            "redis-cli -p 26379 SENTINEL masters"},
    {"TLS: the server's certificate is refused: hostname", OTHER_NAME},
    {"TLS: the server's certificate is refused: IP", OTHER_NAME},
    {"TLS: the server's certificate is refused",
     "name the file of its authority in redis_tls_ca_file (tls-ca-cert-file in redis.conf)"},
    {"TLS: tlsv13 alert certificate required",
     "set redis_tls_cert_file and redis_tls_key_file; or in redis.conf: tls-auth-clients no"},
    {"Server closed the connection", PERHAPS_TLS},
    {"Connection reset by peer", PERHAPS_TLS},
    {"DENIED", "Redis in protected mode takes no clients from elsewhere: bind and requirepass in "
               "redis.conf"},
    {"ERR max number of clients", "raise maxclients in redis.conf"},
};

/* The failure without the address, which it begins with where there are several. */
static const char *redis_advice_reason(const struct redis_target *target, const char *failure)
{
    const char *colon = strstr(failure, ": ");

    return colon != NULL && (target->count > 1 || target->primary[0] != '\0') ? colon + 2 : failure;
}

bool redis_advice_is_answer(const struct redis_target *target, const char *failure)
{
    const char *reason = redis_advice_reason(target, failure);

    return (isupper((unsigned char)reason[0]) && isupper((unsigned char)reason[1]) &&
            strncmp(reason, "TLS: ", 5) != 0) ||
           strncmp(reason, "it ", 3) == 0;
}

/* The remedy for a user without the rights to log in. */
static const char *redis_advice_permit(const struct redis_target *target,
                                       char buf[REDIS_ADVICE_SIZE])
{
    const char *user = target->login.user[0] != '\0' ? target->login.user : "default";

    (void)snprintf(
        buf, REDIS_ADVICE_SIZE,
        "allow the user of redis_url:\nredis-cli ACL SETUSER %s +info +select +role +ping", user);
    return buf;
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
    failure = redis_advice_reason(target, failure);
    if (strncmp(failure, "NOPERM", 6) == 0)
        return redis_advice_permit(target, buf);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (strncmp(failure, answers[i].begins, strlen(answers[i].begins)) == 0)
            return answers[i].remedy;
    }
    if (target->tls && strcmp(failure, "Connection timed out") == 0)
        return "start Redis; if the port is not its tls-port, correct it in redis_url, or begin "
               "with "
               "redis://";
    if (strcmp(failure, "Permission denied") == 0 && target->addresses[0].path[0] != '\0')
        return redis_advice_let_in(target->addresses[0].path, buf);
    if (strcmp(failure, "No such file or directory") == 0 && target->addresses[0].path[0] != '\0')
        return "start Redis, or name its socket in redis_url: unixsocket in redis.conf says which";
    return "start Redis, or correct the address in redis_url";
}
