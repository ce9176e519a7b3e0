/* SPDX-License-Identifier: MIT */
/*
 * The receivers of webhooks, in shared memory. Times are monotonic; all processes of a machine
 * share that clock. A job that is killed while it holds the mutex has at most left some counters
 * wrong, and the worker clears its place.
 */
#include "worker/webhook/receivers.h"

#include "base/backoff.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define RECEIVERS_MAX 64
#define ORIGIN_SIZE 300
#define SHARE 4                     /* one receiver gets a quarter of all requests */
#define BUSY_MS 1000                /* before a job asks for room again */
#define LEAST_WAIT_MS 100           /* also if a request is overdue */
#define AWAY_MAX_MS (5 * 60 * 1000) /* between two tries of an unreachable receiver */

struct receiver {
    char origin[ORIGIN_SIZE];
    size_t requests;
    unsigned failures;   /* in a row */
    int64_t asked_ms;    /* start of the last request */
    int64_t retry_at_ms; /* if failures is not 0 */
};

struct job_place {
    bool out;
    struct receiver *asks; /* NULL: no request now */
};

struct receivers {
    size_t size; /* of the mapping */
    pthread_mutex_t mutex;
    size_t out, out_max;
    struct receiver all[RECEIVERS_MAX];
    struct job_place places[];
};

static int make_mutex(pthread_mutex_t *mutex)
{
    pthread_mutexattr_t attr;
    int rc = pthread_mutexattr_init(&attr);

    if (rc != 0)
        return rc;
    rc = pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    if (rc == 0)
        rc = pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
    if (rc == 0)
        rc = pthread_mutex_init(mutex, &attr);
    pthread_mutexattr_destroy(&attr);
    return rc;
}

struct receivers *receivers_new(size_t places, size_t requests)
{
    size_t size = sizeof(struct receivers) + places * sizeof(struct job_place);
    struct receivers *r =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (r == MAP_FAILED)
        return NULL;
    r->size = size;
    r->out_max = requests;
    if (make_mutex(&r->mutex) != 0)
        receivers_free(&r);
    return r;
}

void receivers_free(struct receivers **r)
{
    if (*r != NULL)
        (void)munmap(*r, (*r)->size);
    *r = NULL;
}

static void enter_mutex(struct receivers *r)
{
    if (pthread_mutex_lock(&r->mutex) == EOWNERDEAD)
        pthread_mutex_consistent(&r->mutex);
}

/* "https://host:port" of a URL. */
static void receivers_read_origin(const char *url, char out[ORIGIN_SIZE])
{
    const char *host = strstr(url, "://");
    size_t begin = host == NULL ? 0 : (size_t)(host - url) + strlen("://");

    (void)snprintf(out, ORIGIN_SIZE, "%.*s", (int)(begin + strcspn(url + begin, "/?#")), url);
}

/* Returns the receiver's entry; a new receiver replaces the one whose last request is oldest. NULL:
 * all have requests in progress. */
static struct receiver *receivers_find(struct receivers *r, const char *url)
{
    char origin[ORIGIN_SIZE];
    struct receiver *oldest = NULL;

    receivers_read_origin(url, origin);
    for (size_t i = 0; i < RECEIVERS_MAX; i++) {
        struct receiver *one = &r->all[i];
        if (strcmp(one->origin, origin) == 0)
            return one;
        if (one->requests == 0 && (oldest == NULL || one->asked_ms < oldest->asked_ms))
            oldest = one;
    }
    if (oldest == NULL)
        return NULL;
    *oldest = (struct receiver){.requests = 0};
    (void)snprintf(oldest->origin, sizeof oldest->origin, "%s", origin);
    return oldest;
}

static size_t share(const struct receivers *r)
{
    return r->out_max < SHARE ? 1 : r->out_max / SHARE;
}

static int64_t until(int64_t at_ms, int64_t now_ms)
{
    return at_ms - now_ms > LEAST_WAIT_MS ? at_ms - now_ms : LEAST_WAIT_MS;
}

/* Returns 0 if the receiver may be asked, else the time to wait. */
static int64_t receivers_wait_for(const struct receivers *r, const struct receiver *one,
                                  const struct receiver_request *q, int64_t now_ms)
{
    if (one == NULL || r->out >= r->out_max || one->requests >= share(r))
        return BUSY_MS;
    if (one->failures == 0 || q->last_try)
        return 0;
    if (one->requests > 0) /* the end of that request decides */
        return until(one->asked_ms + q->timeout_ms, now_ms);
    return one->retry_at_ms > now_ms ? until(one->retry_at_ms, now_ms) : 0;
}

int64_t receivers_enter(struct receivers *r, size_t place, const struct receiver_request *q,
                        int64_t now_ms)
{
    enter_mutex(r);
    struct receiver *one = receivers_find(r, q->url);
    int64_t wait_ms = receivers_wait_for(r, one, q, now_ms);
    if (wait_ms == 0) {
        one->requests++;
        one->asked_ms = now_ms;
        r->out += !r->places[place].out;
        r->places[place] = (struct job_place){true, one};
    }
    pthread_mutex_unlock(&r->mutex);
    return wait_ms;
}

static void receivers_end_request(struct job_place *p)
{
    if (p->asks != NULL)
        p->asks->requests--;
    p->asks = NULL;
}

void receivers_leave(struct receivers *r, size_t place, const struct receiver_request *q,
                     enum receiver_end end, int64_t now_ms)
{
    const struct backoff again = {q->retry_after_ms, AWAY_MAX_MS, BACKOFF_NO_JITTER};

    enter_mutex(r);
    struct receiver *one = r->places[place].asks;
    receivers_end_request(&r->places[place]);
    /* Requests that failed together count as one failure. */
    if (one != NULL && end == RECEIVER_AWAY && now_ms >= one->retry_at_ms)
        one->retry_at_ms = now_ms + backoff_ms(&again, ++one->failures);
    if (one != NULL && end == RECEIVER_ANSWERED) {
        one->failures = 0;
        one->retry_at_ms = 0;
    }
    pthread_mutex_unlock(&r->mutex);
}

bool receivers_is_out(struct receivers *r, size_t place)
{
    enter_mutex(r);
    bool out = r->places[place].out;
    pthread_mutex_unlock(&r->mutex);
    return out;
}

void receivers_forget(struct receivers *r, size_t place)
{
    enter_mutex(r);
    receivers_end_request(&r->places[place]);
    r->out -= r->places[place].out;
    r->places[place].out = false;
    pthread_mutex_unlock(&r->mutex);
}
