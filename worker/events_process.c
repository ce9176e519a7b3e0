/* SPDX-License-Identifier: MIT */
/*
 * The process that delivers events. The modification time of the outbox folder shows new events. A
 * modification time that is too recent may also be that of the next event, so it is not remembered.
 */
#include "worker/events_process.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "webhook/outbox_entry.h"
#include "worker/child.h"
#include "worker/events.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define RESTART_MS 5000
#define SETTLED_NS (100 * (int64_t)1000000)
#define NANOSECONDS (int64_t)1000000000

int sender_init(struct sender *s, const struct worker *w, struct redis_shards *shards)
{
    void *shared =
        mmap(NULL, sizeof *s->due_ms, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    *s = (struct sender){.worker = w, .shards = shards};
    if (shared == MAP_FAILED)
        return ERR_NOMEM;
    s->due_ms = shared; /* 0: due at once */
    return 0;
}

void sender_free(struct sender *s)
{
    if (s->due_ms != NULL)
        (void)munmap(s->due_ms, sizeof *s->due_ms);
    s->due_ms = NULL;
}

/* The folder's modification time in ns; 0: no such folder. */
static int64_t read_change(const struct sender *s)
{
    char path[PATH_MAX];
    struct stat st;

    (void)snprintf(path, sizeof path, "%s/" OUTBOX_FOLDER, store_path(s->worker->store));
    if (stat(path, &st) != 0)
        return 0;
    return st.st_mtim.tv_sec * NANOSECONDS + st.st_mtim.tv_nsec;
}

bool sender_is_due(const struct sender *s)
{
    if (s->pid != 0)
        return false;
    return clock_mono_ms() >= *s->due_ms || read_change(s) != s->seen_ns;
}

/* Runs in the child. */
static int events_process_run(void *arg)
{
    struct sender *s = arg;
    int64_t due_ms = INT64_MAX;

    redis_shards_free(s->shards);
    int rc = events_send(s->worker, &due_ms);
    if (rc != 0) {
        log_error("outbox_failed", "code", error_code(rc), NULL);
        return EXIT_FAILURE;
    }
    *s->due_ms = due_ms == INT64_MAX ? INT64_MAX : clock_mono_ms() + (due_ms - clock_wall_ms());
    return EXIT_SUCCESS;
}

void sender_tend(struct sender *s)
{
    if (!sender_is_due(s))
        return;
    int64_t changed = read_change(s), age = clock_wall_ms() * (NANOSECONDS / 1000) - changed;
    s->seen_ns = age >= 0 && age < SETTLED_NS ? -1 : changed;
    *s->due_ms = clock_mono_ms() + RESTART_MS; /* in case the process crashes */
    pid_t pid = child_start(events_process_run, s);
    if (pid < 0)
        log_error("fork_failed", "error", strerror(errno), NULL);
    s->pid = pid > 0 ? pid : 0;
}

void sender_note_end(struct sender *s, bool well)
{
    size_t first = events_first_place(&s->worker->config);

    s->pid = 0;
    for (size_t i = 0; i < events_places(&s->worker->config); i++)
        receivers_forget(s->worker->receivers, first + i);
    if (!well)
        *s->due_ms = clock_mono_ms() + RESTART_MS;
}
