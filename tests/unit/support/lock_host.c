/* SPDX-License-Identifier: MIT */
/*
 * One upload in a temporary spool, whose lock the tests take.
 */
#include "tests/unit/support/lock_host.h"

#include "base/clock.h"
#include "tests/unit/support/spool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#define LOOK_INTERVAL_MS 20

int lock_host_begin(void **state)
{
    struct lock_host *f = calloc(1, sizeof *f);

    assert_non_null(f);
    f->store = spool_begin();
    spool_upload(f->store, 10, &f->upload);
    *state = f;
    return store_open_lock(f->store, f->upload.id, &f->fd);
}

int lock_host_begin_watched(void **state)
{
    int rc = lock_host_begin(state);
    struct lock_host *f = *state;

    return rc != 0 ? rc : lock_watch_start(LOOK_INTERVAL_MS, &f->watch);
}

int lock_host_end(void **state)
{
    struct lock_host *f = *state;

    lock_watch_stop(&f->watch);
    close(f->fd);
    upload_free(&f->upload);
    spool_end(&f->store);
    free(f);
    return 0;
}

int lock_host_take_over(struct lock_host *f, enum lock_verb verb, int wait_ms, struct lock **out)
{
    const struct lock_claim claim = {.verb = verb, .wait_ms = wait_ms};

    return lock_take_over(f->store, f->upload.id, &claim, out);
}

enum lock_verb lock_host_await_request(const struct lock *holder)
{
    int64_t until = clock_mono_ms() + LOCK_HOST_WAIT_MS;
    enum lock_verb verb = LOCK_NONE;

    while (!lock_wanted(holder, &verb) && clock_mono_ms() < until)
        clock_pause_ms(1);
    return verb;
}
