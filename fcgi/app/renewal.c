/* SPDX-License-Identifier: MIT */
/*
 * A version of the files is read only when two checks in a row have found it: by then the editor
 * has finished writing.
 */
#include "fcgi/app/renewal.h"

#include "base/log.h"
#include "config/config_redis.h"

#include <string.h>

#define LOOK_MS 1000

void renewal_init(struct renewal *r, const struct renewal_options *o)
{
    memset(r, 0, sizeof *r);
    r->options = *o;
    r->seen = r->judged = startup_mark(o->config);
}

static bool renewal_is_usable(const struct renewal_options *o, bool *keeps_shards_out)
{
    struct config fresh;

    if (startup_reload(o->program, &fresh) != 0)
        return false;
    bool usable = o->is_usable(o->config, &fresh);
    *keeps_shards_out = config_redis_keeps_shards(o->config, &fresh);
    config_free(&fresh);
    return usable;
}

/* Each version is logged once. */
static void renewal_evaluate(struct renewal *r, int64_t now_ms)
{
    const struct renewal_options *o = &r->options;
    bool keeps_shards = true;
    bool usable = renewal_is_usable(o, &keeps_shards);
    bool ends = usable && keeps_shards && o->managed;

    atomic_store(&r->broken, !usable);
    r->due_ms = ends ? now_ms : 0;
    if (!usable)
        log_error("settings_broken", "program", o->program->name, "consequence",
                  "it goes on with those it has", NULL);
    else
        log_info("settings_changed", "program", o->program->name, "consequence",
                 ends            ? "it ends between two requests"
                 : !keeps_shards ? "another number of shards needs a restart of all programs"
                                 : "a restart would bring them",
                 NULL);
}

int64_t renewal_look(struct renewal *r, int64_t now_ms)
{
    if (now_ms - r->looked_ms < LOOK_MS)
        return r->due_ms;
    r->looked_ms = now_ms;
    uint64_t mark = startup_mark(r->options.config);
    bool stable = mark == r->seen;
    r->seen = mark;
    if (!stable || mark == r->judged)
        return r->due_ms;
    r->judged = mark;
    if (startup_is_current(r->options.config)) { /* a change was undone */
        atomic_store(&r->broken, false);
        r->due_ms = 0;
    } else {
        renewal_evaluate(r, now_ms);
    }
    return r->due_ms;
}

const char *renewal_word(struct renewal *r)
{
    return startup_is_current(r->options.config) ? "current"
           : atomic_load(&r->broken)             ? "broken"
                                                 : "changed";
}
