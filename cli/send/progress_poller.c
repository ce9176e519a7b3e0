/* SPDX-License-Identifier: MIT */
/*
 * The polling thread, and the one document between it and the sender: a newer document replaces an
 * older one.
 */
#include "cli/send/progress_poller.h"

#include "base/clock.h"
#include "base/thread.h"

#include <stdlib.h>

#define DEPTH 8
#define PAUSE_MS 500

struct progress_poller {
    const struct endpoint *endpoint;
    const char *id;
    struct http *http; /* the thread's own */
    pthread_t thread;
    pthread_mutex_t mutex; /* protects the members below */
    pthread_cond_t wake;
    struct json *doc;
    bool stopping;
};

static bool goes_on(void *arg, int64_t sent)
{
    struct progress_poller *l = arg;

    (void)sent;
    pthread_mutex_lock(&l->mutex);
    bool stopping = l->stopping;
    pthread_mutex_unlock(&l->mutex);
    return !stopping;
}

static struct json *progress_poller_ask(struct progress_poller *l)
{
    struct http_answer answer;
    struct json *doc = NULL;

    int err = endpoint_ask_document(l->endpoint, l->http, l->id, goes_on, l, &answer);
    if (err == 0 && answer.status == 200)
        (void)json_parse(buffer_text(&answer.body), answer.body.len, DEPTH, &doc);
    http_answer_free(&answer);
    return doc;
}

/* Waits; the mutex must be held. */
static void pause_a_while(struct progress_poller *l)
{
    int64_t end_ms = clock_mono_ms() + PAUSE_MS;

    while (!l->stopping && thread_cond_wait_until(&l->wake, &l->mutex, end_ms))
        ;
}

static void *progress_poller_run(void *arg)
{
    struct progress_poller *l = arg;

    pthread_mutex_lock(&l->mutex);
    while (!l->stopping) {
        pthread_mutex_unlock(&l->mutex);
        struct json *doc = progress_poller_ask(l);
        pthread_mutex_lock(&l->mutex);
        if (doc != NULL) {
            json_free(&l->doc);
            l->doc = doc;
        }
        pause_a_while(l);
    }
    pthread_mutex_unlock(&l->mutex);
    return NULL;
}

static void progress_poller_release(struct progress_poller *l)
{
    http_free(&l->http);
    json_free(&l->doc);
    pthread_cond_destroy(&l->wake);
    pthread_mutex_destroy(&l->mutex);
    free(l);
}

struct progress_poller *progress_poller_start(const struct endpoint *e, const char *id)
{
    struct progress_poller *l = e->progress_url != NULL ? calloc(1, sizeof *l) : NULL;

    if (l == NULL)
        return NULL;
    l->endpoint = e;
    l->id = id;
    l->http = http_new();
    pthread_mutex_init(&l->mutex, NULL);
    thread_cond_init(&l->wake);
    if (l->http == NULL || thread_start(&l->thread, "poller", 0, progress_poller_run, l) != 0) {
        progress_poller_release(l);
        return NULL;
    }
    return l;
}

struct json *progress_poller_take(struct progress_poller *l)
{
    struct json *doc = NULL;

    if (l == NULL)
        return NULL;
    pthread_mutex_lock(&l->mutex);
    doc = l->doc;
    l->doc = NULL;
    pthread_mutex_unlock(&l->mutex);
    return doc;
}

void progress_poller_stop(struct progress_poller **l)
{
    if (*l == NULL)
        return;
    pthread_mutex_lock(&(*l)->mutex);
    (*l)->stopping = true;
    pthread_cond_signal(&(*l)->wake);
    pthread_mutex_unlock(&(*l)->mutex);
    pthread_join((*l)->thread, NULL);
    progress_poller_release(*l);
    *l = NULL;
}
