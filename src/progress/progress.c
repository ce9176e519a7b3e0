/* SPDX-License-Identifier: MIT */
/*
 * Sends changes to advance.lua, and counts to received.lua, and interprets their replies.
 */
#include "progress/progress.h"

#include "base/error.h"
#include "progress/progress_encode.h"
#include "progress/progress_received.h"
#include "scripts.h"

#include <string.h>

/* How a change is sent. */
enum way {
    WAY_COUNTS, /* the counts alone: ERR_MISSING if Redis has another record, or none */
    WAY_CHANGE, /* the whole record */
    WAY_CREATE  /* the whole record, if Redis lacks it */
};

static int outcome_err(const char *word)
{
    static const struct {
        const char *word;
        int err;
    } words[] = {
        {"OK", 0},
        {"COUNTED", 0},
        {"LONG", ERR_MISSING},
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
    const char *word = redis_value_text(redis_value_item(v, 0));

    out->err = redis_value_is_noscript(v) ? ERR_MISSING : outcome_err(word);
    out->whole = word != NULL && strcmp(word, "COUNTED") != 0;
    out->epoch = redis_value_int(redis_value_item(v, 1));
    out->rev = redis_value_int(redis_value_item(v, 2));
    out->held = redis_value_int(redis_value_item(v, 3)) != 0;
    return out->err;
}

/* A script and its arguments, the keys first. */
struct sending {
    const char *script;
    int keys, argc;
    const char *const *argv;
    const char *counts[PROGRESS_RECEIVED_ARGS]; /* argv, where they are sent alone */
};

/* Fills out, which borrows from the call and from itself: do not copy it. */
static void choose_script(const struct progress_call *call, enum way way, struct sending *out)
{
    if (way != WAY_COUNTS) {
        *out = (struct sending){script_advance, call->keys, call->argc, call->argv, {0}};
        return;
    }
    *out = (struct sending){
        script_received, PROGRESS_RECEIVED_KEYS, PROGRESS_RECEIVED_ARGS, out->counts, {0}};
    progress_received_make(call, out->counts);
}

static int advance(struct redis *r, const char *prefix, const struct progress_change *c,
                   enum way way, struct progress_outcome *out)
{
    const char *mode = way == WAY_CREATE ? "create" : "change";
    struct progress_call call = {0};
    struct sending sending;
    struct redis_value *v = NULL;

    *out = (struct progress_outcome){0};
    /* Connect first: the run id is an argument of the call. */
    out->err = redis_ensure(r);
    if (out->err == 0)
        out->err = progress_call_make(&call, prefix, c, mode, redis_run_id(r));
    if (out->err == 0) {
        choose_script(&call, way, &sending);
        out->err =
            redis_script(r, sending.script, sending.keys, sending.argc, sending.argv, NULL, &v);
    }
    if (out->err == 0)
        read_outcome(v, out);
    redis_value_free(&v);
    progress_call_free(&call);
    return out->err;
}

int progress_send(struct redis *r, const char *prefix, const struct progress_change *c,
                  struct progress_outcome *outcome_out)
{
    struct progress_outcome o = {.err = ERR_MISSING};

    if (progress_received_is_enough(c))
        (void)advance(r, prefix, c, WAY_COUNTS, &o);
    if (o.err == ERR_MISSING)
        (void)advance(r, prefix, c, WAY_CHANGE, &o);
    if (outcome_out != NULL)
        *outcome_out = o;
    return o.err;
}

int progress_create(struct redis *r, const char *prefix, const struct progress_change *c,
                    struct progress_outcome *outcome_out)
{
    struct progress_outcome o;

    (void)advance(r, prefix, c, WAY_CREATE, &o);
    if (outcome_out != NULL)
        *outcome_out = o;
    return o.err;
}

int progress_append(struct redis *r, const char *prefix, const struct progress_change *c)
{
    enum way way = progress_received_is_enough(c) ? WAY_COUNTS : WAY_CHANGE;
    struct progress_call call;
    struct sending sending;
    int err = redis_connected(r) ? 0 : ERR_REDIS;

    if (err != 0)
        return err;
    err = progress_call_make(&call, prefix, c, "change", redis_run_id(r));
    if (err == 0) {
        choose_script(&call, way, &sending);
        err =
            redis_append_script(r, sending.script, sending.keys, sending.argc, sending.argv, NULL);
    }
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
