/* SPDX-License-Identifier: MIT */
/*
 * The main thread accepts connections; threads of the pool answer the requests.
 */
#include "fcgi/app/server.h"

#include "base/clock.h"
#include "fcgi/http/connections.h"
#include "base/error.h"
#include "service/listen.h"
#include "base/log.h"
#include "fcgi/http/thread_pool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define STACK_BYTES (1024 * 1024)
#define SPARE_THREADS 4
#define THREAD_PATIENCE_MS 5000
#define STOP_LOOK_MS 20
/* How long the program waits for an idle moment after its settings have changed. */
#define RENEWAL_PATIENCE_MS 60000
#define SETTINGS_FIELD "Loadline-Settings"
#define STOP_PATIENCE_MS 5000 /* for sending the last answers when the program ends */

/* Descriptors of one request: socket, two folders, data, lock, record, and those of a webhook or a
 * check. */
#define DESCRIPTORS_PER_THREAD 9
#define DESCRIPTORS_SPARE 64

struct server {
    const struct server_options *options;
    struct renewal renewal;
    struct idle_timeout *deadline;
    struct thread_pool *pool;
    struct connections *door;
};

/* The context of a pool thread. */
struct server_thread {
    struct server *server;
    struct request *request;
    struct idle_timeout_entry *watched;
    void *own; /* the program's context for this thread */
};

/* Answers requests whose header fields are too large. True if it has answered. */
static bool server_refuse(const struct server_options *o, struct response *p)
{
    if (o->max_header <= 0 || request_header_bytes(p->request) <= (size_t)o->max_header)
        return false;
    (void)response_problem(p, ERR_HEADERS, NULL);
    return true;
}

static void server_answer(struct server_thread *t)
{
    const struct server_options *o = t->server->options;
    struct response response;
    struct exchange x = {.request = t->request,
                         .response = &response,
                         .app = o->app,
                         .thread = t->own,
                         .places = o->places};

    response_init(&response, t->request);
    if (o->greet != NULL)
        o->greet(&x);
    if (request_header(t->request, SETTINGS_FIELD) != NULL)
        response_header(&response, SETTINGS_FIELD, renewal_word(&t->server->renewal));
    if (!server_refuse(o, &response))
        o->handle(&x);
    response_free(&response);
    /* A client with its answer may send its next request at once, so its place is freed early. But
     * if much of the answer is unsent, request_finish() may block, and the place stays taken with
     * the thread. */
    if (request_is_nearly_sent(t->request))
        sender_limits_leave(&x);
    struct request_rest rest = request_finish(t->request);
    sender_limits_leave(&x);
    connections_return(t->server->door, rest);
}

/* --- the pool's threads --- */

static void thread_end(void *arg)
{
    struct server_thread *t = arg;

    if (t->server->options->thread_end != NULL)
        t->server->options->thread_end(t->own);
    idle_timeout_remove(t->server->deadline, &t->watched);
    request_free(&t->request);
    free(t);
}

static void *thread_begin(void *arg)
{
    struct server *s = arg;
    struct server_thread *t = calloc(1, sizeof *t);

    if (t == NULL)
        return NULL;
    t->server = s;
    int rc = request_new(&t->request);
    if (rc == 0)
        rc = idle_timeout_add(s->deadline, t->request, &t->watched);
    if (rc != 0) {
        request_free(&t->request);
        free(t);
        return NULL;
    }
    if (s->options->thread_begin != NULL)
        t->own = s->options->thread_begin(s->options->app);
    return t;
}

static void thread_work(void *arg, int fd)
{
    struct server_thread *t = arg;

    if (request_begin(t->request, fd))
        server_answer(t);
}

/* The front end sees a closed connection and may retry. */
static void server_drop(void *arg, int fd)
{
    (void)arg;
    close(fd);
}

static void thread_rested(void *arg)
{
    const struct server *s = arg;

    connections_wake(s->door);
}

static int pass_on(void *arg, int fd)
{
    const struct server *s = arg;

    return thread_pool_give(s->pool, fd);
}

static bool is_full(void *arg)
{
    const struct server *s = arg;

    return thread_pool_is_full(s->pool);
}

static enum connections_end ends(void *arg, int64_t now_ms)
{
    struct server *s = arg;
    int64_t due_ms = renewal_look(&s->renewal, now_ms);

    if (due_ms == 0)
        return CONNECTIONS_STAYS;
    if (now_ms - due_ms >= RENEWAL_PATIENCE_MS)
        return CONNECTIONS_ENDS;
    return thread_pool_is_idle(s->pool) ? CONNECTIONS_ENDS_IDLE : CONNECTIONS_STAYS;
}

/* --- beginning and end --- */

static int server_open_socket(const struct server_options *o, int *fd_out)
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

static void server_raise_descriptor_limit(const struct server_options *o)
{
    rlim_t wanted = (rlim_t)o->threads * DESCRIPTORS_PER_THREAD + DESCRIPTORS_SPARE;
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < wanted)
        log_warn("few_descriptors", "program", o->program, "allowed",
                 LOG_INT((int64_t)limit.rlim_cur), "wanted", LOG_INT((int64_t)wanted), NULL);
}

static int server_open_all(struct server *s, int listen_fd)
{
    const struct server_options *o = s->options;
    const struct connections_options door = {
        .listen_fd = listen_fd,
        .connections = o->threads * 2 + DESCRIPTORS_SPARE,
        .head_ms = o->limits.head_ms,
        .arg = s,
        .request = pass_on,
        .is_full = is_full,
        .ends = ends,
    };
    const struct thread_pool_options pool = {
        .max = o->threads,
        .spare = SPARE_THREADS,
        .patience_ms = THREAD_PATIENCE_MS,
        .stack_bytes = STACK_BYTES,
        .arg = s,
        .begin = thread_begin,
        .work = thread_work,
        .end = thread_end,
        .drop = server_drop,
        .rested = thread_rested,
    };

    server_raise_descriptor_limit(o);
    int rc = request_library_start();
    if (rc == 0)
        rc = idle_timeout_start(&o->limits, &s->deadline);
    if (rc == 0)
        rc = connections_new(&door, &s->door);
    if (rc == 0)
        rc = thread_pool_new(&pool, &s->pool);
    return rc;
}

static void end_body(struct request *r)
{
    request_interrupt(r, ERR_BUSY);
}

static void server_cut(struct request *r)
{
    request_cut_one(r, request_flow(r).serial, ERR_BUSY);
}

/* Interrupts heads and bodies at once and waits for their answers up to a limit, then cuts those
 * too. It repeats this until the last thread has ended, because a request may begin just after a
 * round. */
static void stop_threads(struct server *s)
{
    int64_t end_ms = clock_mono_ms() + STOP_PATIENCE_MS;

    if (s->pool == NULL)
        return;
    do {
        idle_timeout_each(s->deadline, end_body);
        if (clock_mono_ms() >= end_ms)
            idle_timeout_each(s->deadline, server_cut);
    } while (!thread_pool_stop(s->pool, STOP_LOOK_MS));
}

/* Closes the listening socket, so that new connections are refused or go to another process instead
 * of waiting for this one. Descriptor 0 must not be reused for another file. */
static void server_let_go(int fd)
{
    int null = fd == STDIN_FILENO ? open("/dev/null", O_RDWR | O_CLOEXEC) : -1;

    if (null >= 0)
        (void)dup2(null, fd);
    close(null >= 0 ? null : fd);
}

int server_run(const struct server_options *o)
{
    struct server s = {.options = o};
    int fd;

    int rc = server_open_socket(o, &fd);
    if (rc != 0)
        return rc;
    const struct renewal_options renewal = {o->startup, o->config, o->is_usable,
                                            *o->socket == '\0'};
    renewal_init(&s.renewal, &renewal);
    rc = server_open_all(&s, fd);
    if (rc == 0) {
        log_info("ready", "program", o->program, "address", o->socket, "threads",
                 LOG_INT(o->threads), NULL);
        rc = connections_run(s.door);
        log_info("stopping", "program", o->program, NULL);
    }
    server_let_go(fd);
    stop_threads(&s);
    idle_timeout_stop(&s.deadline);
    thread_pool_free(&s.pool);
    connections_free(&s.door);
    return rc;
}
