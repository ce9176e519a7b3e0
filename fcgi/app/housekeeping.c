/* SPDX-License-Identifier: MIT */
/*
 * If no worker runs, nothing else removes expired uploads.
 */
#include "fcgi/app/housekeeping.h"

#include "upkeep/sweep.h"

static void housekeeping_tell(void *arg, struct upload *u, const char *token)
{
    struct app *app = arg;

    (void)publisher_post(app->publisher, u, token);
}

void housekeeping_run(struct app *app)
{
    struct sweep sweep = {.store = app->store,
                          .config = &app->config,
                          .tell = housekeeping_tell,
                          .change = housekeeping_tell,
                          .arg = app};

    if (sweep_claim(app->store, SWEEP_LATE_MS))
        (void)sweep_run(&sweep);
}
