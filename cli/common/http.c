/* SPDX-License-Identifier: MIT */
/*
 * HTTP requests on libcurl's easy interface, with its callbacks adapted to ours.
 */
#include "cli/common/http.h"
#include "cli/common/interrupt.h"

#include "base/error.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <strings.h>

#define CONNECT_MS 10000L
#define FIELDS_MAX ((size_t)1 << 16)
#define PROTOCOLS "http,https"

struct http {
    CURL *easy;
};

/* One request in progress. */
struct exchange {
    const struct http_request *request;
    struct http_answer *answer;
    int64_t given; /* bytes of the body in memory that libcurl has taken */
    bool stopped;
    char problem[CURL_ERROR_SIZE];
};

struct http *http_new(void)
{
    struct http *h = calloc(1, sizeof *h);

    if (h == NULL)
        return NULL;
    /* For the whole process: libcurl would set and restore it per call, which is not safe with
     * threads. */
    (void)signal(SIGPIPE, SIG_IGN);
    h->easy = curl_easy_init();
    if (h->easy == NULL)
        http_free(&h);
    return h;
}

void http_free(struct http **h)
{
    if (*h == NULL)
        return;
    curl_easy_cleanup((*h)->easy);
    free(*h);
    *h = NULL;
}

void http_answer_free(struct http_answer *a)
{
    buffer_free(&a->fields);
    buffer_free(&a->body);
}

/* --- callbacks --- */

static size_t read_memory(struct exchange *x, char *bytes, size_t room)
{
    size_t left = (size_t)(x->request->body_bytes - x->given);
    size_t n = left < room ? left : room;

    memcpy(bytes, x->request->body + x->given, n);
    x->given += (int64_t)n;
    return n;
}

static size_t http_on_read(char *bytes, size_t size, size_t count, void *arg)
{
    struct exchange *x = arg;

    if (x->request->read == NULL)
        return read_memory(x, bytes, size * count);
    size_t n = x->request->read(x->request->arg, bytes, size * count);
    x->stopped = n == HTTP_READ_FAILED;
    return x->stopped ? CURL_READFUNC_ABORT : n;
}

/* Rewinds the body if a reused connection turns out to be dead. */
static int on_seek(void *arg, curl_off_t offset, int origin)
{
    struct exchange *x = arg;

    if (x->request->read != NULL || origin != SEEK_SET)
        return CURL_SEEKFUNC_CANTSEEK;
    x->given = offset;
    return CURL_SEEKFUNC_OK;
}

static size_t on_field(char *bytes, size_t size, size_t count, void *arg)
{
    struct exchange *x = arg;

    buffer_add(&x->answer->fields, bytes, size * count);
    return buffer_error(&x->answer->fields) == 0 ? size * count : 0;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
    struct exchange *x = arg;

    if (x->request->take == NULL) {
        buffer_add(&x->answer->body, bytes, size * count);
        return buffer_error(&x->answer->body) == 0 ? size * count : 0;
    }
    x->stopped = !x->request->take(x->request->arg, bytes, size * count);
    return x->stopped ? 0 : size * count;
}

static int http_on_progress(void *arg, curl_off_t dl_all, curl_off_t dl, curl_off_t ul_all,
                            curl_off_t ul)
{
    struct exchange *x = arg;

    (void)dl_all;
    (void)dl;
    (void)ul_all;
    if (x->request->progress != NULL && !x->request->progress(x->request->arg, ul))
        x->stopped = true;
    if (interrupt_caught())
        x->stopped = true;
    return x->stopped;
}

/* --- options --- */

static bool set_method(CURL *e, const struct http_request *r)
{
    bool has_body = r->body != NULL || r->read != NULL;
    int bad = curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, r->method) != CURLE_OK;

    if (strcmp(r->method, "HEAD") == 0)
        bad |= curl_easy_setopt(e, CURLOPT_NOBODY, 1L) != CURLE_OK;
    if (has_body) {
        bad |= curl_easy_setopt(e, CURLOPT_UPLOAD, 1L) != CURLE_OK;
        bad |= curl_easy_setopt(e, CURLOPT_INFILESIZE_LARGE, (curl_off_t)r->body_bytes) != CURLE_OK;
    }
    return !bad;
}

static bool set_limits(CURL *e, const struct http_request *r)
{
    int bad = curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS) != CURLE_OK;

    bad |= curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)r->timeout_ms) != CURLE_OK;
    if (r->stall_ms > 0) {
        bad |= curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, 1L) != CURLE_OK;
        bad |= curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, (long)(r->stall_ms / 1000)) != CURLE_OK;
    }
    return !bad;
}

/* A site with its own certificate authorities sets them as for other programs that use OpenSSL. */
static bool set_trust(CURL *e)
{
    const char *file = getenv("SSL_CERT_FILE");

    return file == NULL || *file == '\0' || curl_easy_setopt(e, CURLOPT_CAINFO, file) == CURLE_OK;
}

static bool set_way(CURL *e, const struct http_request *r)
{
    int bad = curl_easy_setopt(e, CURLOPT_URL, r->url) != CURLE_OK;

    bad |= curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, PROTOCOLS) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_USERAGENT, "loadline/" LOADLINE_VERSION) != CURLE_OK;
    if (r->http1)
        bad |= curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) != CURLE_OK;
    if (r->direct)
        bad |= curl_easy_setopt(e, CURLOPT_PROXY, "") != CURLE_OK;
    if (r->socket_path != NULL)
        bad |= curl_easy_setopt(e, CURLOPT_UNIX_SOCKET_PATH, r->socket_path) != CURLE_OK;
    if (r->token != NULL) {
        bad |= curl_easy_setopt(e, CURLOPT_HTTPAUTH, CURLAUTH_BEARER) != CURLE_OK;
        bad |= curl_easy_setopt(e, CURLOPT_XOAUTH2_BEARER, r->token) != CURLE_OK;
    }
    return !bad;
}

static bool set_callbacks(CURL *e, struct exchange *x)
{
    int bad = curl_easy_setopt(e, CURLOPT_READFUNCTION, http_on_read) != CURLE_OK;

    bad |= curl_easy_setopt(e, CURLOPT_READDATA, x) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_SEEKFUNCTION, on_seek) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_SEEKDATA, x) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_field) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_HEADERDATA, x) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_WRITEDATA, x) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_XFERINFOFUNCTION, http_on_progress) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_XFERINFODATA, x) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_NOPROGRESS, 0L) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_ERRORBUFFER, x->problem) != CURLE_OK;
    return !bad;
}

/* Returns the list of header fields; NULL also if there are none. */
static struct curl_slist *list_headers(const char *const *headers, bool *ok_out)
{
    struct curl_slist *list = NULL;

    *ok_out = true;
    for (; headers != NULL && *headers != NULL && *ok_out; headers++) {
        struct curl_slist *longer = curl_slist_append(list, *headers);
        *ok_out = longer != NULL;
        list = longer != NULL ? longer : list;
    }
    return list;
}

/* --- the request --- */

/* An error status counts as an answer even if the server stopped reading the body. */
static bool http_is_answered(CURLcode rc, int status)
{
    return rc == CURLE_OK || ((rc == CURLE_SEND_ERROR || rc == CURLE_RECV_ERROR) && status >= 400);
}

/* Writes the reason why there is no answer. A socket is named by its path: libcurl knows only the
 * host of the URL. */
static void http_note_failure(struct http *h, struct exchange *x, CURLcode rc)
{
    char *why = x->answer->failure;
    const char *path = x->request->socket_path;
    long number = 0;

    (void)curl_easy_getinfo(h->easy, CURLINFO_OS_ERRNO, &number);
    if (path != NULL && rc == CURLE_COULDNT_CONNECT)
        (void)snprintf(why, HTTP_FAILURE_SIZE, "unix:%s: %s", path,
                       number != 0 ? strerror((int)number) : "no connection");
    else
        (void)snprintf(why, HTTP_FAILURE_SIZE, "%s",
                       *x->problem ? x->problem : curl_easy_strerror(rc));
}

static int http_note_end(struct http *h, struct exchange *x, CURLcode rc)
{
    long status = 0;

    (void)curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &status);
    x->answer->status = (int)status;
    if (http_is_answered(rc, x->answer->status))
        return 0;
    http_note_failure(h, x, rc);
    if (x->stopped)
        return ERR_INTERRUPTED;
    if (rc == CURLE_OPERATION_TIMEDOUT)
        return ERR_TIMEOUT;
    if (buffer_error(&x->answer->fields) != 0 || buffer_error(&x->answer->body) != 0)
        return ERR_BOUND;
    if (rc == CURLE_URL_MALFORMAT || rc == CURLE_UNSUPPORTED_PROTOCOL)
        return ERR_SYNTAX;
    return rc == CURLE_OUT_OF_MEMORY ? ERR_NOMEM : ERR_IO;
}

int http_perform(struct http *h, const struct http_request *r, struct http_answer *answer_out)
{
    struct exchange x = {.request = r, .answer = answer_out};
    bool listed;

    *answer_out = (struct http_answer){0};
    buffer_init(&answer_out->fields, FIELDS_MAX);
    buffer_init(&answer_out->body, r->answer_max > 0 ? r->answer_max : HTTP_ANSWER_MAX);
    curl_easy_reset(h->easy); /* resets options; keeps connections */
    struct curl_slist *headers = list_headers(r->headers, &listed);
    CURLcode rc = CURLE_OUT_OF_MEMORY;
    if (listed && set_way(h->easy, r) && set_trust(h->easy) && set_method(h->easy, r) &&
        set_limits(h->easy, r) && set_callbacks(h->easy, &x) &&
        curl_easy_setopt(h->easy, CURLOPT_HTTPHEADER, headers) == CURLE_OK)
        rc = curl_easy_perform(h->easy);
    int err = http_note_end(h, &x, rc);
    curl_slist_free_all(headers);
    return err;
}

/* --- the answer --- */

/* Finds the start of the final answer's header section. */
static const char *final_section(const char *fields)
{
    const char *section = fields;

    for (const char *line = fields; line != NULL && *line != '\0';) {
        if (strncmp(line, "HTTP/", 5) == 0)
            section = line;
        line = strchr(line, '\n');
        line = line != NULL ? line + 1 : NULL;
    }
    return section;
}

const char *http_field(const struct http_answer *a, const char *name, char value[HTTP_VALUE_SIZE])
{
    size_t len = strlen(name);
    const char *line = final_section(buffer_text(&a->fields));

    while ((line = strchr(line, '\n')) != NULL) {
        line++;
        if (strncasecmp(line, name, len) != 0 || line[len] != ':')
            continue;
        const char *text = line + len + 1;
        text += strspn(text, " \t");
        size_t n = strcspn(text, "\r\n");
        while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'))
            n--;
        (void)snprintf(value, HTTP_VALUE_SIZE, "%.*s", (int)n, text);
        return value;
    }
    return NULL;
}

int64_t http_wait_ms(const struct http_answer *a)
{
    char value[HTTP_VALUE_SIZE];

    if (http_field(a, "Retry-After", value) == NULL)
        return 0;
    bool is_number = *value != '\0' && value[strspn(value, "0123456789")] == '\0';
    int64_t at = is_number ? -1 : (int64_t)curl_getdate(value, NULL);
    int64_t wait_s = is_number ? strtoll(value, NULL, 10) : at < 0 ? 0 : at - time(NULL);
    return wait_s > 0 && wait_s < INT32_MAX ? wait_s * 1000 : 0;
}

/* --- URLs --- */

static char *http_part(CURLU *u, CURLUPart which, unsigned flags)
{
    char *text = NULL;

    return curl_url_get(u, which, &text, flags) == CURLUE_OK ? text : NULL;
}

char *http_resolve(const char *base, const char *reference)
{
    CURLU *u = curl_url();
    char *out = NULL;

    if (u != NULL && curl_url_set(u, CURLUPART_URL, base, 0) == CURLUE_OK &&
        curl_url_set(u, CURLUPART_URL, reference, 0) == CURLUE_OK) {
        char *text = http_part(u, CURLUPART_URL, 0);
        out = text != NULL ? strdup(text) : NULL;
        curl_free(text);
    }
    curl_url_cleanup(u);
    return out;
}

static bool same_part(CURLU *a, CURLU *b, CURLUPart which)
{
    char *x = http_part(a, which, CURLU_DEFAULT_PORT), *y = http_part(b, which, CURLU_DEFAULT_PORT);
    bool same = x != NULL && y != NULL && strcasecmp(x, y) == 0;

    curl_free(x);
    curl_free(y);
    return same;
}

bool http_same_origin(const char *a, const char *b)
{
    CURLU *x = curl_url(), *y = curl_url();
    bool same = x != NULL && y != NULL && curl_url_set(x, CURLUPART_URL, a, 0) == CURLUE_OK &&
                curl_url_set(y, CURLUPART_URL, b, 0) == CURLUE_OK &&
                same_part(x, y, CURLUPART_SCHEME) && same_part(x, y, CURLUPART_HOST) &&
                same_part(x, y, CURLUPART_PORT);

    curl_url_cleanup(x);
    curl_url_cleanup(y);
    return same;
}
