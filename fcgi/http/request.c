/* SPDX-License-Identifier: MIT */
/*
 * The life of a request on an accepted connection: its head, its fields, its end, and the state in
 * which it leaves the connection.
 */
#include "fcgi/http/request_internal.h"

#include "base/clock.h"
#include "base/error.h"
#include "fcgi/http/query.h"

#include <ctype.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define VARIABLE_MAX 128
#define REST_TIMEOUT_S 1

static void ignore_wake(int signal_number)
{
    (void)signal_number;
}

/* libfcgi's own handlers only set a flag, which stops some threads and not others. */
int request_library_start(void)
{
    int rc = FCGX_Init() == 0 ? 0 : ERR_INTERNAL;
    /* The read that it wakes begins again, and finds that it must not wait. */
    const struct sigaction wake = {.sa_handler = ignore_wake, .sa_flags = SA_RESTART};

    (void)sigaction(REQUEST_WAKE_SIGNAL, &wake, NULL);
    (void)signal(SIGTERM, SIG_DFL);
    (void)signal(SIGUSR1, SIG_DFL);
    (void)signal(SIGPIPE, SIG_IGN);
    return rc;
}

int request_new(struct request **out)
{
    struct request *r = calloc(1, sizeof *r);

    *out = NULL;
    if (r == NULL)
        return ERR_NOMEM;
    if (FCGX_InitRequest(&r->native, -1, 0) != 0) {
        free(r);
        return ERR_INTERNAL;
    }
    pthread_mutex_init(&r->mutex, NULL);
    r->end_fd = -1;
    *out = r;
    return 0;
}

void request_free(struct request **r)
{
    if (*r == NULL)
        return;
    FCGX_Free(&(*r)->native, 0);
    pthread_mutex_destroy(&(*r)->mutex);
    free((*r)->path);
    body_buffer_free(&(*r)->body);
    free((*r)->unread);
    free(*r);
    *r = NULL;
}

/* Handlers ask for dozens of variables, most of which are absent. Their lengths tell that. */
static void request_measure_variables(struct request *r)
{
    size_t n = 0;

    for (char **at = r->native.envp; *at != NULL && n < REQUEST_VARIABLES_MAX; at++)
        r->pairs[n++] = (struct request_pair){*at, strcspn(*at, "=")};
    r->pair_count = n;
}

const char *request_variable(const struct request *r, const char *name)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < r->pair_count; i++) {
        const struct request_pair *p = &r->pairs[i];
        if (p->name_len == len && memcmp(p->text, name, len) == 0)
            return p->text[len] == '=' ? p->text + len + 1 : NULL;
    }
    return r->pair_count < REQUEST_VARIABLES_MAX
               ? NULL
               : FCGX_GetParam(name, r->native.envp + REQUEST_VARIABLES_MAX);
}

const char *request_header(const struct request *r, const char *name)
{
    char variable[VARIABLE_MAX] = "HTTP_";
    size_t at = strlen(variable);

    if (strcasecmp(name, "Content-Type") == 0)
        return request_variable(r, "CONTENT_TYPE");
    for (; *name != '\0' && at < sizeof variable - 1; name++)
        variable[at++] = *name == '-' ? '_' : (char)toupper((unsigned char)*name);
    variable[at] = '\0';
    return request_variable(r, variable);
}

int request_parse_number(const char *text, int64_t *out)
{
    int64_t n = 0;

    if (text == NULL || *text == '\0' || text[strspn(text, "0123456789")] != '\0')
        return ERR_SYNTAX;
    for (; *text != '\0'; text++) {
        if (n > (INT64_MAX - (*text - '0')) / 10)
            return ERR_BOUND;
        n = n * 10 + (*text - '0');
    }
    *out = n;
    return 0;
}

/* Stores method, path, query and content length, which handlers read repeatedly. */
static int request_describe(struct request *r)
{
    const char *method = request_header(r, "X-HTTP-Method-Override");
    if (method == NULL || method[0] == '\0') /* an empty field, which some web servers drop */
        method = request_variable(r, "REQUEST_METHOD");
    size_t i = 0;
    for (; method != NULL && method[i] != '\0' && i < METHOD_MAX - 1; i++)
        r->method[i] = (char)toupper((unsigned char)method[i]);
    r->method[i] = '\0';

    const char *uri = request_variable(r, "REQUEST_URI");
    free(r->path);
    r->path = strdup(uri == NULL ? "" : uri);
    if (r->path == NULL)
        return ERR_NOMEM;
    char *mark = strchr(r->path, '?');
    r->query = mark == NULL ? "" : mark + 1;
    if (mark != NULL)
        *mark = '\0';

    if (request_parse_number(request_variable(r, "CONTENT_LENGTH"), &r->content_length) != 0)
        r->content_length = -1;
    return 0;
}

/* Sets the timeout of one read; 0: none. */
static void limit_reads(int fd, int seconds)
{
    const struct timeval limit = {.tv_sec = seconds};

    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

/* Reads the head of the next request on fd. libfcgi gets the connection as a kept one, and no
 * socket to accept others from. It closes fd on failure. */
static bool read_head(struct request *r, int fd)
{
    r->native.ipcFd = fd;
    r->native.keepConnection = 1;
    r->native.detached = 1;
    r->front_since_ms = clock_mono_ms();
    (void)request_begin_read(r);
    bool read = FCGX_Accept_r(&r->native) == 0;
    request_end_read(r);
    r->front_since_ms = 0;
    return read;
}

/* From here on other threads may end the request through fd. */
static void open_to_others(struct request *r, int fd)
{
    pthread_mutex_lock(&r->mutex);
    r->serial++;
    r->reason = 0;
    r->cut = false;
    r->last_bytes = -1;
    r->end_fd = fd;
    pthread_mutex_unlock(&r->mutex);
}

bool request_begin(struct request *r, int fd)
{
    /* libfcgi may close fd at any time while it reads the head, and the system may then reuse its
     * number. The duplicate stays valid. */
    int own_fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);

    if (own_fd < 0) {
        close(fd);
        return false;
    }
    r->received = r->written = r->waited_ms = 0;
    open_to_others(r, own_fd);
    bool begun = read_head(r, fd);
    pthread_mutex_lock(&r->mutex);
    r->end_fd = begun ? fd : -1;
    pthread_mutex_unlock(&r->mutex);
    close(own_fd);
    if (!begun)
        return false;
    request_measure_variables(r);
    if (request_describe(r) == 0)
        return true;
    struct request_rest rest = request_finish(r);
    if (rest.fd >= 0)
        close(rest.fd);
    return false;
}

/* Whether nothing of the body is left, its last record included. A front end that keeps connections
 * has already sent that record with the rest. */
static bool request_is_drained(struct request *r)
{
    bool whole = r->content_length >= 0 ? r->received >= r->content_length : !request_has_body(r);

    if (r->native.in->isClosed || !whole || !r->native.keepConnection)
        return r->native.in->isClosed;
    limit_reads(r->native.ipcFd, REST_TIMEOUT_S);
    r->front_since_ms = clock_mono_ms();
    (void)request_begin_read(r);
    bool more = request_await(r);
    request_end_read(r);
    r->front_since_ms = 0;
    limit_reads(r->native.ipcFd, 0);
    return !more && r->native.in->isClosed && FCGX_GetError(r->native.in) == 0;
}

struct request_rest request_finish(struct request *r)
{
    /* Check this before the end is sent: afterwards the bytes on a kept connection belong to the
     * next request. */
    struct request_rest rest = {.drained = request_is_drained(r)};

    request_begin_wait(r, true);
    bool told = FCGX_FClose(r->native.err) == 0;
    told = FCGX_FClose(r->native.out) == 0 && told;
    request_end_wait(r);
    pthread_mutex_lock(&r->mutex);
    r->end_fd = -1;
    rest.fd = r->native.ipcFd;
    rest.drained = (rest.drained && r->reason == 0) || r->cut;
    rest.kept = told && rest.drained && !r->cut && r->native.keepConnection;
    r->native.ipcFd = -1;
    pthread_mutex_unlock(&r->mutex);
    r->pair_count = 0;
    FCGX_Free(&r->native, 0);
    body_buffer_free(&r->body);
    free(r->unread);
    r->unread = NULL;
    r->unread_len = 0;
    return rest;
}

const char *request_method(const struct request *r)
{
    return r->method;
}

const char *request_path(const struct request *r)
{
    return r->path;
}

const char *request_query(const struct request *r)
{
    return r->query;
}

size_t request_header_bytes(const struct request *r)
{
    size_t sum = 0;

    for (char **at = r->native.envp; at != NULL && *at != NULL; at++)
        if (strncmp(*at, "HTTP_", 5) == 0)
            sum += strlen(*at) - 5;
    return sum;
}

int64_t request_content_length(const struct request *r)
{
    return r->content_length;
}

bool request_has_body(const struct request *r)
{
    return r->content_length > 0 ||
           (r->content_length < 0 && request_header(r, "Transfer-Encoding") != NULL);
}

int request_query_value(const struct request *r, const char *name, char *buf, size_t size)
{
    return query_value(r->query, name, buf, size);
}
