/* SPDX-License-Identifier: MIT */
/*
 * Sends requests with libcurl. A refused address fails like an unreachable host; the refusal is
 * noted separately.
 */
#include "worker/webhook/http_post.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/network.h"
#include "worker/webhook/public_address.h"

#include <curl/curl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define STEP_MS 100
#define CONNECT_MS 10000L

struct sending {
    const struct http_post *post;
    struct http_post_answer *answer;
    CURL *easy;
    struct curl_slist *headers;
    char problem[CURL_ERROR_SIZE];
    struct sending *next;
};

struct posts {
    CURLM *multi;
    struct sending *all;
};

static curl_socket_t http_post_open_socket(void *arg, curlsocktype purpose,
                                           struct curl_sockaddr *to)
{
    struct sending *s = arg;
    char host[NETWORK_ADDRESS_SIZE + 32];

    (void)purpose;
    if (getnameinfo(&to->addr, (socklen_t)to->addrlen, host, sizeof host, NULL, 0,
                    NI_NUMERICHOST) != 0)
        return CURL_SOCKET_BAD;
    host[strcspn(host, "%")] = '\0';
    if (!s->post->allow_private && !public_address_is(host)) {
        s->answer->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t http_post_drop(char *bytes, size_t size, size_t count, void *arg)
{
    (void)bytes;
    (void)arg;
    return size * count;
}

static int add_headers(struct sending *s)
{
    for (const char *const *h = s->post->headers; *h; h++) {
        struct curl_slist *longer = curl_slist_append(s->headers, *h);
        if (longer == NULL)
            return ERR_NOMEM;
        s->headers = longer;
    }
    return 0;
}

/* No connection is reused: the address is checked when the connection is opened, for the request
 * that opens it. */
static int http_post_prepare(struct sending *s)
{
    CURL *e = s->easy = curl_easy_init();

    if (e == NULL || add_headers(s) != 0)
        return ERR_NOMEM;
    int bad = curl_easy_setopt(e, CURLOPT_URL, s->post->url) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_POSTFIELDS, s->post->body) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_HTTPHEADER, s->headers) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_PROXY, "") != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, 1L) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_FORBID_REUSE, 1L) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)s->post->timeout_ms) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_USERAGENT, "loadline/" PACKAGE_VERSION) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, http_post_drop) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, http_post_open_socket) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, s) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_ERRORBUFFER, s->problem) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_PRIVATE, s) != CURLE_OK;
    return bad ? ERR_NOMEM : 0;
}

static void free_sending(struct sending *s)
{
    curl_easy_cleanup(s->easy);
    curl_slist_free_all(s->headers);
    free(s);
}

struct posts *posts_new(void)
{
    struct posts *p = calloc(1, sizeof *p);

    if (p != NULL && (p->multi = curl_multi_init()) == NULL) {
        free(p);
        return NULL;
    }
    return p;
}

void posts_free(struct posts **posts)
{
    struct posts *p = *posts;

    if (p == NULL)
        return;
    while (p->all != NULL) {
        struct sending *s = p->all;
        p->all = s->next;
        (void)curl_multi_remove_handle(p->multi, s->easy);
        free_sending(s);
    }
    (void)curl_multi_cleanup(p->multi);
    free(p);
    *posts = NULL;
}

int posts_add(struct posts *posts, const struct http_post *p, struct http_post_answer *answer_out)
{
    struct sending *s = calloc(1, sizeof *s);

    *answer_out = (struct http_post_answer){0};
    if (s == NULL)
        return ERR_NOMEM;
    s->post = p;
    s->answer = answer_out;
    if (http_post_prepare(s) != 0 || curl_multi_add_handle(posts->multi, s->easy) != CURLM_OK) {
        free_sending(s);
        return ERR_NOMEM;
    }
    s->next = posts->all;
    posts->all = s;
    return 0;
}

static void unlink_sending(struct posts *posts, const struct sending *s)
{
    struct sending **at = &posts->all;

    while (*at != s)
        at = &(*at)->next;
    *at = s->next;
}

static void end_sending(struct posts *posts, struct sending *s, CURLcode result)
{
    struct http_post_answer *a = s->answer;
    long status = 0;

    if (result == CURLE_OK &&
        curl_easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK)
        a->status = (int)status;
    else
        (void)snprintf(a->problem, sizeof a->problem, "%s",
                       *s->problem ? s->problem : curl_easy_strerror(result));
    a->ended = true;
    (void)curl_multi_remove_handle(posts->multi, s->easy);
    unlink_sending(posts, s);
    free_sending(s);
}

/* Returns whether any request has ended. */
static bool note_ends(struct posts *posts)
{
    CURLMsg *end;
    int left;
    bool any = false;

    while ((end = curl_multi_info_read(posts->multi, &left)) != NULL) {
        char *private = NULL;
        CURLcode result = end->data.result;
        if (end->msg != CURLMSG_DONE ||
            curl_easy_getinfo(end->easy_handle, CURLINFO_PRIVATE, &private) != CURLE_OK)
            continue;
        end_sending(posts, (struct sending *)(void *)private, result);
        any = true;
    }
    return any;
}

void posts_poll(struct posts *posts, int wait_ms)
{
    int running = 0;

    (void)curl_multi_perform(posts->multi, &running);
    if (note_ends(posts) || running == 0)
        return;
    if (curl_multi_poll(posts->multi, NULL, 0, wait_ms, NULL) != CURLM_OK)
        clock_pause_ms(wait_ms);
    (void)curl_multi_perform(posts->multi, &running);
    (void)note_ends(posts);
}

int http_post_send(const struct http_post *p, struct http_post_answer *answer_out)
{
    struct posts *posts = posts_new();
    int rc = posts == NULL ? ERR_NOMEM : posts_add(posts, p, answer_out);

    while (rc == 0 && !answer_out->ended) {
        answer_out->stopped = p->stopped(p->arg);
        if (answer_out->stopped)
            break;
        posts_poll(posts, STEP_MS);
    }
    posts_free(&posts);
    return rc;
}
