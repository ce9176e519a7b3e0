/* SPDX-License-Identifier: MIT */
/*
 * Sends requests with libcurl, which signs them (AWS Signature Version 4). Old releases of libcurl
 * sign only what s3_text.c encodes and sorts, and no header field without a value: so Expect stays.
 * Every request names the digest of its body.
 */
#include "worker/s3/s3_wire.h"

#include "base/clock.h"
#include "base/error.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define SCHEME_MAX 128

struct s3_sending {
    const struct s3_request *q;
    struct s3_answer *a;
    CURL *easy;
    struct curl_slist *headers;
    int64_t sent;     /* bytes of the body */
    int64_t moved_ms; /* when the last byte moved */
    char problem[CURL_ERROR_SIZE];
    struct s3_sending *next;
};

struct s3_wire {
    CURLM *multi;
    const char *region;
    struct s3_sending *all;
};

/* --- what libcurl calls --- */

static size_t s3_wire_read(char *to, size_t size, size_t count, void *arg)
{
    struct s3_sending *s = arg;
    size_t room = size * count;
    int64_t left = s->q->size - s->sent;

    s->moved_ms = clock_mono_ms();
    if ((int64_t)room > left)
        room = (size_t)left;
    if (room == 0)
        return 0;
    if (s->q->body != NULL) {
        memcpy(to, s->q->body + s->sent, room);
        s->sent += (int64_t)room;
        return room;
    }
    ssize_t n = pread(s->q->fd, to, room, s->q->at + s->sent);
    if (n <= 0)
        return CURL_READFUNC_ABORT; /* unreadable, or shorter than its record says */
    s->sent += n;
    return (size_t)n;
}

static int s3_wire_seek(void *arg, curl_off_t offset, int origin)
{
    struct s3_sending *s = arg;

    if (origin != SEEK_SET || offset < 0 || offset > s->q->size)
        return CURL_SEEKFUNC_FAIL;
    s->sent = offset;
    return CURL_SEEKFUNC_OK;
}

static size_t s3_wire_write(char *bytes, size_t size, size_t count, void *arg)
{
    struct s3_sending *s = arg;

    s->moved_ms = clock_mono_ms();
    buffer_add(&s->a->body, bytes, size * count);
    return size * count;
}

/* Copies a field's value without blanks and quotes around it; nothing if it does not fit or has
 * characters that no ETag of a server has. */
static void s3_wire_copy(char *to, size_t size, const char *value, size_t len)
{
    while (len > 0 && strchr(" \t\"", *value) != NULL) {
        value++;
        len--;
    }
    while (len > 0 && strchr(" \t\r\n\"", value[len - 1]) != NULL)
        len--;
    *to = '\0';
    for (size_t i = 0; i < len; i++)
        if (value[i] <= ' ' || value[i] > '~' || strchr("\"<>&\\", value[i]) != NULL)
            return;
    if (len < size) {
        memcpy(to, value, len);
        to[len] = '\0';
    }
}

static void s3_wire_take_field(struct s3_answer *a, const char *line, size_t len)
{
    char number[24];
    const char *colon = memchr(line, ':', len);

    if (colon == NULL)
        return;
    size_t name = (size_t)(colon - line), rest = len - name - 1;
    if (name == strlen("etag") && strncasecmp(line, "etag", name) == 0)
        s3_wire_copy(a->etag, sizeof a->etag, colon + 1, rest);
    if (name == strlen("x-amz-meta-loadline-id") &&
        strncasecmp(line, "x-amz-meta-loadline-id", name) == 0)
        s3_wire_copy(a->id, sizeof a->id, colon + 1, rest);
    if (name == strlen("content-length") && strncasecmp(line, "content-length", name) == 0) {
        s3_wire_copy(number, sizeof number, colon + 1, rest);
        a->length = strspn(number, "0123456789") == strlen(number) ? strtoll(number, NULL, 10) : -1;
    }
}

static size_t s3_wire_header(char *line, size_t size, size_t count, void *arg)
{
    struct s3_sending *s = arg;

    s->moved_ms = clock_mono_ms();
    s3_wire_take_field(s->a, line, size * count);
    return size * count;
}

/* --- one request --- */

static int s3_wire_add_header(struct s3_sending *s, const char *line)
{
    struct curl_slist *longer = curl_slist_append(s->headers, line);

    if (longer == NULL)
        return ERR_NOMEM;
    s->headers = longer;
    return 0;
}

static int s3_wire_add_headers(struct s3_sending *s, const struct s3_credentials *by)
{
    char line[S3_TOKEN_MAX + 64];

    (void)snprintf(line, sizeof line, "x-amz-content-sha256: %s", s->q->sha256);
    int rc = s3_wire_add_header(s, line);
    for (const char *const *h = s->q->headers; rc == 0 && *h != NULL; h++)
        rc = s3_wire_add_header(s, *h);
    if (rc == 0 && *by->token != '\0') {
        (void)snprintf(line, sizeof line, "x-amz-security-token: %s", by->token);
        rc = s3_wire_add_header(s, line);
    }
    return rc;
}

static int s3_wire_set_method(struct s3_sending *s)
{
    const struct s3_request *q = s->q;
    CURL *e = s->easy;
    int bad = 0;

    if (strcmp(q->method, "HEAD") == 0) {
        bad |= curl_easy_setopt(e, CURLOPT_NOBODY, 1L) != CURLE_OK;
    } else if (strcmp(q->method, "PUT") == 0) {
        bad |= curl_easy_setopt(e, CURLOPT_UPLOAD, 1L) != CURLE_OK;
        bad |= curl_easy_setopt(e, CURLOPT_INFILESIZE_LARGE, (curl_off_t)q->size) != CURLE_OK;
    } else if (strcmp(q->method, "POST") == 0) {
        bad |= curl_easy_setopt(e, CURLOPT_POST, 1L) != CURLE_OK;
        bad |= curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->size) != CURLE_OK;
    } else {
        bad |= curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, q->method) != CURLE_OK;
    }
    return bad;
}

static int s3_wire_set_callbacks(struct s3_sending *s)
{
    CURL *e = s->easy;
    int bad = curl_easy_setopt(e, CURLOPT_READFUNCTION, s3_wire_read) != CURLE_OK;

    bad |= curl_easy_setopt(e, CURLOPT_READDATA, s) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_SEEKFUNCTION, s3_wire_seek) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_SEEKDATA, s) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, s3_wire_write) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_WRITEDATA, s) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, s3_wire_header) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_HEADERDATA, s) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_ERRORBUFFER, s->problem) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_PRIVATE, s) != CURLE_OK;
    return bad;
}

/* The server is the operator's: its address is not checked, as that of a webhook's receiver is. */
static int s3_wire_prepare(struct s3_sending *s, const char *region,
                           const struct s3_credentials *by)
{
    char scheme[SCHEME_MAX];
    CURL *e = s->easy = curl_easy_init();

    if (e == NULL || s3_wire_add_headers(s, by) != 0)
        return ERR_NOMEM;
    (void)snprintf(scheme, sizeof scheme, "aws:amz:%s:s3", region);
    int bad = curl_easy_setopt(e, CURLOPT_URL, s->q->url) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_PATH_AS_IS, 1L) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_AWS_SIGV4, scheme) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_USERNAME, by->id) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_PASSWORD, by->secret) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_HTTPHEADER, s->headers) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_PROXY, "") != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, s->q->alone ? 1L : 0L) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)s->q->timeout_ms) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_USERAGENT, "loadline/" PACKAGE_VERSION) != CURLE_OK;
    bad |= s3_wire_set_method(s);
    bad |= s3_wire_set_callbacks(s);
    return bad ? ERR_NOMEM : 0;
}

static void s3_wire_free_sending(struct s3_sending *s)
{
    curl_easy_cleanup(s->easy);
    curl_slist_free_all(s->headers);
    free(s);
}

/* --- all requests --- */

struct s3_wire *s3_wire_new(const char *region)
{
    struct s3_wire *w = calloc(1, sizeof *w);

    if (w != NULL && (w->multi = curl_multi_init()) == NULL) {
        free(w);
        return NULL;
    }
    if (w != NULL)
        w->region = region;
    return w;
}

static void s3_wire_unlink(struct s3_wire *w, struct s3_sending *s)
{
    struct s3_sending **at = &w->all;

    while (*at != s)
        at = &(*at)->next;
    *at = s->next;
    (void)curl_multi_remove_handle(w->multi, s->easy);
    s3_wire_free_sending(s);
}

void s3_wire_drop(struct s3_wire *wire)
{
    while (wire->all != NULL)
        s3_wire_unlink(wire, wire->all);
}

void s3_wire_free(struct s3_wire **wire)
{
    struct s3_wire *w = *wire;

    if (w == NULL)
        return;
    s3_wire_drop(w);
    (void)curl_multi_cleanup(w->multi);
    free(w);
    *wire = NULL;
}

int s3_wire_add(struct s3_wire *wire, const struct s3_request *q, const struct s3_credentials *by,
                struct s3_answer *a)
{
    struct s3_sending *s = calloc(1, sizeof *s);

    buffer_free(&a->body);
    *a = (struct s3_answer){.length = -1};
    buffer_init(&a->body, S3_ANSWER_MAX);
    if (s == NULL)
        return ERR_NOMEM;
    s->q = q;
    s->a = a;
    s->moved_ms = clock_mono_ms();
    if (s3_wire_prepare(s, wire->region, by) != 0 ||
        curl_multi_add_handle(wire->multi, s->easy) != CURLM_OK) {
        s3_wire_free_sending(s);
        return ERR_NOMEM;
    }
    s->next = wire->all;
    wire->all = s;
    return 0;
}

static void s3_wire_end(struct s3_wire *w, struct s3_sending *s, CURLcode result)
{
    struct s3_answer *a = s->a;
    long status = 0;

    if (result == CURLE_OK &&
        curl_easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK)
        a->status = (int)status;
    else
        (void)snprintf(a->problem, sizeof a->problem, "%s",
                       *s->problem ? s->problem : curl_easy_strerror(result));
    a->ended = true;
    s3_wire_unlink(w, s);
}

/* Returns whether any request has ended. */
static bool s3_wire_note_ends(struct s3_wire *w)
{
    CURLMsg *end;
    int left;
    bool any = false;

    while ((end = curl_multi_info_read(w->multi, &left)) != NULL) {
        char *private = NULL;
        CURLcode result = end->data.result;
        if (end->msg != CURLMSG_DONE ||
            curl_easy_getinfo(end->easy_handle, CURLINFO_PRIVATE, &private) != CURLE_OK)
            continue;
        s3_wire_end(w, (struct s3_sending *)(void *)private, result);
        any = true;
    }
    return any;
}

/* Ends the requests in which no byte has moved for too long. */
static bool s3_wire_end_stalled(struct s3_wire *w)
{
    int64_t now = clock_mono_ms();
    bool any = false;

    for (struct s3_sending *s = w->all, *next; s != NULL; s = next) {
        next = s->next;
        if (now - s->moved_ms < s->q->timeout_ms)
            continue;
        (void)snprintf(s->problem, sizeof s->problem, "no byte moved for %lld ms",
                       (long long)s->q->timeout_ms);
        s3_wire_end(w, s, CURLE_OPERATION_TIMEDOUT);
        any = true;
    }
    return any;
}

void s3_wire_poll(struct s3_wire *wire, int wait_ms)
{
    int running = 0;

    (void)curl_multi_perform(wire->multi, &running);
    if (s3_wire_note_ends(wire) || s3_wire_end_stalled(wire))
        return;
    if (wait_ms == 0)
        return;
    if (running == 0)
        clock_pause_ms(wait_ms);
    else if (curl_multi_poll(wire->multi, NULL, 0, wait_ms, NULL) != CURLM_OK)
        clock_pause_ms(wait_ms);
    (void)curl_multi_perform(wire->multi, &running);
    (void)s3_wire_note_ends(wire);
}
