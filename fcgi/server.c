/* SPDX-License-Identifier: MIT */
/*
 * N threads that each accept and answer, and a main thread that waits for the signal to end.
 */
#include "server.h"
#include "listen.h"

#include "clock.h"
#include "error.h"
#include "log.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define STACK_BYTES (256 * 1024)
#define WAKE_INTERVAL_MS 20
#define WAKE_SIGNAL SIGUSR1

struct server;

struct worker {
    struct server *server;
    struct request *request;
    pthread_t thread;
    bool started;
    atomic_bool ended;
};

struct server {
    const struct server_options *options;
    struct worker *workers;
    atomic_int with_body; /* threads that read a body now */
    struct request **requests;
    struct deadline *deadline;
};

/* Refuses what no handler should see. True where it did. */
static bool refuse(const struct server_options *o, struct response *p, bool body, int others)
{
    if (o->max_header > 0 && request_header_bytes(p->request) > (size_t)o->max_header) {
        (void)response_problem(p, ERR_HEADERS, NULL);
        return true;
    }
    if (!body || others < o->threads - o->reserved)
        return false;
    log_warn("busy", "program", o->program, "bodies", LOG_INT(others), NULL);
    response_header_int(p, "Retry-After", 1);
    (void)response_problem(p, ERR_BUSY, "All threads for uploads are taken");
    return true;
}

/* Answers one request, or refuses it where only the reserved threads are left for bodies. */
static void serve(struct worker *w, void *thread)
{
    const struct server_options *o = w->server->options;
    struct response response;
    struct exchange x = {
        .request = w->request, .response = &response, .app = o->app, .thread = thread};
    bool body = request_has_body(w->request);

    response_init(&response, w->request);
    int others = body ? atomic_fetch_add(&w->server->with_body, 1) : 0;
    if (o->greet != NULL)
        o->greet(&x);
    if (!refuse(o, &response, body, others))
        o->handle(&x);
    if (body)
        atomic_fetch_sub(&w->server->with_body, 1);
    response_free(&response);
    request_finish(w->request);
}

static void *run(void *arg)
{
    struct worker *w = arg;
    const struct server_options *o = w->server->options;
    void *thread = o->thread_begin == NULL ? NULL : o->thread_begin(o->app);

    while (request_accept(w->request))
        serve(w, thread);
    if (o->thread_end != NULL)
        o->thread_end(thread);
    atomic_store(&w->ended, true);
    return NULL;
}

static void wake(int signal_number)
{
    (void)signal_number; /* accept() returns with EINTR, that is all */
}

static void prepare_signals(sigset_t *ending_out)
{
    struct sigaction action = {.sa_handler = wake};

    sigemptyset(&action.sa_mask);
    sigaction(WAKE_SIGNAL, &action, NULL); /* no SA_RESTART */
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(ending_out);
    sigaddset(ending_out, SIGTERM);
    sigaddset(ending_out, SIGINT);
    pthread_sigmask(SIG_BLOCK, ending_out, NULL);
}

static int start_threads(struct server *s, int listen_fd)
{
    pthread_attr_t attr;
    int rc = 0;

    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    for (int i = 0; rc == 0 && i < s->options->threads; i++) {
        struct worker *w = &s->workers[i];
        w->server = s;
        rc = request_new(listen_fd, &w->request);
        s->requests[i] = w->request;
        if (rc == 0 && pthread_create(&w->thread, &attr, run, w) != 0)
            rc = ERR_INTERNAL;
        w->started = rc == 0;
    }
    pthread_attr_destroy(&attr);
    return rc;
}

/* Ends what each thread does and wakes it. True while one has not ended. */
static bool nudge(struct server *s)
{
    bool left = false;

    for (int i = 0; i < s->options->threads; i++) {
        struct worker *w = &s->workers[i];
        if (!w->started || atomic_load(&w->ended))
            continue;
        request_interrupt(w->request, ERR_BUSY);
        pthread_kill(w->thread, WAKE_SIGNAL);
        left = true;
    }
    return left;
}

/* A thread may be just about to call accept() when the signal comes: send it until it ended. */
static void stop_threads(struct server *s)
{
    request_library_stop();
    while (nudge(s))
        clock_pause_ms(WAKE_INTERVAL_MS);
    for (int i = 0; i < s->options->threads; i++) {
        if (s->workers[i].started)
            pthread_join(s->workers[i].thread, NULL);
        request_free(&s->workers[i].request);
    }
}

static int open_socket(const struct server_options *o, int *fd_out)
{
    *fd_out = STDIN_FILENO;
    if (*o->socket == '\0')
        return 0;
    *fd_out = listen_inherited(o->socket);
    if (*fd_out >= 0)
        return 0;
    int rc = listen_open(o->socket, fd_out);
    if (rc != 0)
        log_error("listen_failed", "program", o->program, "address", o->socket, "reason",
                  strerror(errno), NULL);
    return rc;
}

int server_run(const struct server_options *o)
{
    struct server s = {.options = o};
    sigset_t ending;
    int fd, signal_number;

    prepare_signals(&ending);
    int rc = open_socket(o, &fd);
    if (rc == 0)
        rc = request_library_start();
    if (rc != 0)
        return rc;
    s.workers = calloc((size_t)o->threads, sizeof *s.workers);
    s.requests = calloc((size_t)o->threads, sizeof(struct request *));
    rc = s.workers == NULL || s.requests == NULL ? ERR_NOMEM : start_threads(&s, fd);
    if (rc == 0)
        rc = deadline_start(&o->limits, s.requests, (size_t)o->threads, &s.deadline);
    if (rc == 0) {
        log_info("ready", "program", o->program, "address", o->socket, "threads",
                 LOG_INT(o->threads), NULL);
        sigwait(&ending, &signal_number);
        log_info("stopping", "program", o->program, NULL);
    }
    deadline_stop(&s.deadline);
    if (s.workers != NULL)
        stop_threads(&s);
    free(s.requests);
    free(s.workers);
    if (fd != STDIN_FILENO)
        close(fd);
    return rc;
}
