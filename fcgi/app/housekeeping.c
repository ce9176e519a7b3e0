/* SPDX-License-Identifier: MIT */
/*
 * Where no worker runs, nobody but those who create uploads would ever remove the old ones.
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
    struct sweep sweep = {
        .store = app->store, .config = &app->config, .tell = housekeeping_tell, .arg = app};

    if (sweep_claim(app->store, SWEEP_LATE_MS))
        (void)sweep_run(&sweep);
}
