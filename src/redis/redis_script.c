/* SPDX-License-Identifier: MIT */
/*
 * Runs scripts on the blocking connection: by digest, and in full only if the server does not know
 * the script (after a start or a flush).
 */
#include "redis/redis.h"

#include "base/error.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#define DIGEST_SIZE 41
#define DIGESTS_MAX 8 /* more than the programs have scripts */

struct digest {
    const char *script;
    char hex[DIGEST_SIZE];
};

static bool is_noscript(const char *error)
{
    return strncmp(error, "NOSCRIPT", 8) == 0;
}

/* Returns the SHA-1 that names a script (EVALSHA), computed once per thread. */
static const char *digest_of(const char *script)
{
    static _Thread_local struct digest digests[DIGESTS_MAX];
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    struct digest *d = digests;

    for (; d->script != NULL; d++) {
        if (d->script == script)
            return d->hex;
        assert(d + 1 < digests + DIGESTS_MAX);
    }
    if (EVP_Digest(script, strlen(script), sum, &len, EVP_sha1(), NULL) != 1)
        return NULL;
    for (unsigned i = 0; i < len; i++)
        snprintf(d->hex + (size_t)2 * i, 3, "%02x", sum[i]);
    d->script = script;
    return d->hex;
}

/* A command: EVALSHA or EVAL, the digest or script, the number of keys, the caller's arguments. */
struct eval {
    int argc;
    const char *argv[REDIS_ARGS_MAX];
    size_t lens[REDIS_ARGS_MAX];
    char keys[16];
};

static int redis_script_prepare(struct eval *e, const char *script, int keys, int argc,
                                const char *const *argv, const size_t *lens)
{
    const char *digest = digest_of(script);

    if (argc + 3 > REDIS_ARGS_MAX)
        return ERR_BOUND;
    if (digest == NULL)
        return ERR_INTERNAL;
    snprintf(e->keys, sizeof e->keys, "%d", keys);
    e->argv[0] = "EVALSHA";
    e->argv[1] = digest;
    e->argv[2] = e->keys;
    for (int i = 0; i < argc; i++)
        e->argv[i + 3] = argv[i];
    e->argc = argc + 3;
    for (int i = 0; i < e->argc; i++)
        e->lens[i] = lens != NULL && i >= 3 ? lens[i - 3] : strlen(e->argv[i]);
    return 0;
}

int redis_append_script(struct redis *r, const char *script, int keys, int argc,
                        const char *const *argv, const size_t *lens)
{
    struct eval e;
    int err = redis_script_prepare(&e, script, keys, argc, argv, lens);

    return err != 0 ? err : redis_append(r, e.argc, e.argv, e.lens);
}

int redis_script(struct redis *r, const char *script, int keys, int argc, const char *const *argv,
                 const size_t *lens, struct redis_value **out)
{
    struct eval e;
    int err = redis_script_prepare(&e, script, keys, argc, argv, lens);

    if (err != 0)
        return err;
    err = redis_command(r, e.argc, e.argv, e.lens, out);
    if (err != ERR_REDIS || !redis_connected(r) || !is_noscript(redis_failure(r)))
        return err;
    e.argv[0] = "EVAL";
    e.argv[1] = script;
    e.lens[0] = strlen("EVAL");
    e.lens[1] = strlen(script);
    return redis_command(r, e.argc, e.argv, e.lens, out);
}

bool redis_value_is_noscript(const struct redis_value *v)
{
    return redis_value_type(v) == REDIS_VALUE_ERROR && is_noscript(redis_value_text(v));
}
