/* SPDX-License-Identifier: MIT */
/*
 * A version of the files is read only when two checks in a row have found it: by then the editor
 * has finished writing.
 */
#include "fcgi/app/renewal.h"

#include "base/log.h"

#include <string.h>

#define LOOK_MS 1000

void renewal_init(struct renewal *r, const struct renewal_options *o)
{
    memset(r, 0, sizeof *r);
    r->options = *o;
    r->seen = r->judged = startup_mark(o->config);
}

static bool renewal_is_usable(const struct renewal_options *o)
{
    struct config fresh;

    if (startup_reload(o->program, &fresh) != 0)
        return false;
    bool usable = o->is_usable(o->config, &fresh);
    config_free(&fresh);
    return usable;
}

/* Each version is logged once. */
static void renewal_evaluate(struct renewal *r, int64_t now_ms)
{
    const struct renewal_options *o = &r->options;
    bool usable = renewal_is_usable(o);

    atomic_store(&r->broken, !usable);
    r->due_ms = usable && o->managed ? now_ms : 0;
    if (!usable)
        log_error("settings_broken", "program", o->program->name, "consequence",
                  "it goes on with those it has", NULL);
    else
        log_info("settings_changed", "program", o->program->name, "consequence",
                 o->managed ? "it ends between two requests" : "a restart would bring them", NULL);
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
