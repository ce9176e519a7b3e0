/* SPDX-License-Identifier: MIT */
/*
 * Sends changes to advance.lua and interprets its replies.
 */
#include "progress/progress.h"

#include "base/error.h"
#include "progress/progress_encode.h"
#include "scripts.h"

#include <string.h>

#define TRIES 3 /* of change and create alternately, while others remove and create the hash */

static int outcome_err(const char *word)
{
    static const struct {
        const char *word;
        int err;
    } words[] = {
        {"OK", 0},
        {"MISSING", ERR_MISSING},
        {"EXISTS", ERR_EXISTS},
        {"SUPERSEDED", ERR_SUPERSEDED},
        {"ORIGIN", ERR_ORIGIN},
        {"TOOBIG", ERR_BOUND},
    };

    for (size_t i = 0; word != NULL && i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].word, word) == 0)
            return words[i].err;
    return ERR_REDIS;
}

static int read_outcome(const struct redis_value *v, struct progress_outcome *out)
{
    if (redis_value_is_noscript(v))
        out->err = ERR_MISSING;
    else
        out->err = outcome_err(redis_value_text(redis_value_item(v, 0)));
    out->epoch = redis_value_int(redis_value_item(v, 1));
    out->rev = redis_value_int(redis_value_item(v, 2));
    out->held = redis_value_int(redis_value_item(v, 3)) != 0;
    return out->err;
}

static int advance(struct redis *r, const char *prefix, const struct progress_change *c,
                   const char *mode, struct progress_outcome *out)
{
    struct progress_call call = {0};
    struct redis_value *v = NULL;

    *out = (struct progress_outcome){0};
    /* Connect first: the run id is an argument of the call. */
    out->err = redis_ensure(r);
    if (out->err == 0)
        out->err = progress_call_make(&call, prefix, c, mode, redis_run_id(r));
    if (out->err == 0)
        out->err = redis_script(r, script_advance, call.keys, call.argc, call.argv, NULL, &v);
    if (out->err == 0)
        read_outcome(v, out);
    redis_value_free(&v);
    progress_call_free(&call);
    return out->err;
}

int progress_send(struct redis *r, const char *prefix, const struct progress_change *c,
                  struct progress_outcome *outcome_out)
{
    struct progress_outcome o;

    for (int i = 0; i < TRIES; i++) {
        if (advance(r, prefix, c, "change", &o) != ERR_MISSING)
            break;
        if (advance(r, prefix, c, "create", &o) != ERR_EXISTS)
            break;
    }
    if (outcome_out != NULL)
        *outcome_out = o;
    return o.err;
}

int progress_create(struct redis *r, const char *prefix, const struct progress_change *c,
                    struct progress_outcome *outcome_out)
{
    struct progress_outcome o;

    (void)advance(r, prefix, c, "create", &o);
    if (outcome_out != NULL)
        *outcome_out = o;
    return o.err;
}

int progress_append(struct redis *r, const char *prefix, const struct progress_change *c)
{
    struct progress_call call;
    int err = redis_connected(r) ? 0 : ERR_REDIS;

    if (err != 0)
        return err;
    err = progress_call_make(&call, prefix, c, "change", redis_run_id(r));
    if (err == 0)
        err = redis_append_script(r, script_advance, call.keys, call.argc, call.argv, NULL);
    progress_call_free(&call);
    return err;
}

int progress_take(struct redis *r, struct progress_outcome *out)
{
    struct redis_value *v = NULL;

    *out = (struct progress_outcome){0};
    out->err = redis_next(r, &v);
    if (out->err == 0)
        read_outcome(v, out);
    redis_value_free(&v);
    return out->err;
}
