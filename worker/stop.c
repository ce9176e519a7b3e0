/* SPDX-License-Identifier: MIT */
/*
 * Tells a job to stop. Signal handlers and the thread that watches the lock only set a flag and
 * make a descriptor readable; the job itself does the rest.
 */
#include "worker/stop.h"

#include "base/error.h"
#include "spool/lock_watch.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

static int wake_fd = -1;
static pid_t worker;
static atomic_bool told_to_stop, lock_asked;
static bool deleted;
static struct lock_watch *watch;
static const struct lock *watched;

static void stop_wake(void)
{
    uint64_t one = 1;
    (void)!write(wake_fd, &one, sizeof one);
}

static void stop_on_signal(int number)
{
    if (number != SIGCHLD)
        atomic_store(&told_to_stop, true);
    stop_wake();
}

static bool on_wanted(void *arg, enum lock_verb verb)
{
    (void)arg;
    (void)verb; /* the newest request counts: stop_reason() reads it */
    atomic_store(&lock_asked, true);
    stop_wake();
    return true;
}

int stop_prepare(void)
{
    struct sigaction action = {.sa_handler = stop_on_signal, .sa_flags = SA_RESTART};
    sigset_t none;

    worker = getppid();
    wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    sigemptyset(&action.sa_mask);
    sigemptyset(&none);
    if (wake_fd < 0 || sigaction(SIGTERM, &action, NULL) != 0 ||
        sigaction(SIGINT, &action, NULL) != 0 || sigaction(SIGCHLD, &action, NULL) != 0 ||
        sigprocmask(SIG_SETMASK, &none, NULL) != 0)
        return ERR_INTERNAL;
    return 0;
}

int stop_watch(const struct lock *l)
{
    int rc = lock_watch_start(LOCK_WATCH_INTERVAL_MS, &watch);
    if (rc == 0) {
        watched = l;
        rc = lock_watch_add(watch, l, on_wanted, NULL);
    }
    return rc;
}

void stop_forget(void)
{
    if (!watch)
        return;
    lock_watch_remove(watch, watched);
    lock_watch_stop(&watch);
    watched = NULL;
}

/* The watch reports only once. From then on every call reads the request again, because a request
 * that can be ignored may be followed by one that cannot. */
enum stop stop_reason(void)
{
    enum lock_verb verb;

    if (watched && atomic_load(&lock_asked) && lock_wanted(watched, &verb) && verb == LOCK_DELETE)
        deleted = true;
    if (deleted)
        return STOP_DELETED;
    return atomic_load(&told_to_stop) ? STOP_SHUTDOWN : STOP_NO;
}

bool stop_is_orphaned(void)
{
    return getppid() != worker;
}

int stop_wake_fd(void)
{
    return wake_fd;
}
