/* SPDX-License-Identifier: MIT */
/*
 * libcurl does it. A refused socket fails like an unreachable host; that it was refused is noted beside.
 */
#include "worker/post.h"

#include "error.h"
#include "network.h"
#include "worker/public_address.h"

#include <curl/curl.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define STEP_MS 100
#define CONNECT_MS 10000L

struct sending {
    const struct post *post;
    struct post_answer *answer;
    CURL *easy;
    CURLM *multi;
    struct curl_slist *headers;
    char problem[CURL_ERROR_SIZE];
};

static curl_socket_t open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
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

static size_t drop(char *bytes, size_t size, size_t count, void *arg)
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

static int prepare(struct sending *s)
{
    CURL *e = s->easy = curl_easy_init();

    s->multi = curl_multi_init();
    if (e == NULL || s->multi == NULL || add_headers(s) != 0)
        return ERR_NOMEM;
    int bad = curl_easy_setopt(e, CURLOPT_URL, s->post->url) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_POSTFIELDS, s->post->body) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_HTTPHEADER, s->headers) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_PROXY, "") != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)s->post->timeout_ms) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_USERAGENT, "loadline/" PACKAGE_VERSION) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, drop) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, open_socket) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, s) != CURLE_OK;
    bad |= curl_easy_setopt(e, CURLOPT_ERRORBUFFER, s->problem) != CURLE_OK;
    return !bad && curl_multi_add_handle(s->multi, e) == CURLM_OK ? 0 : ERR_NOMEM;
}

static void note_end(struct sending *s)
{
    struct post_answer *a = s->answer;
    CURLMsg *end;
    int left;
    long status = 0;

    while ((end = curl_multi_info_read(s->multi, &left)) != NULL) {
        if (end->msg != CURLMSG_DONE)
            continue;
        if (end->data.result == CURLE_OK &&
            curl_easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK)
            a->status = (int)status;
        else
            (void)snprintf(a->problem, sizeof a->problem, "%s",
                           *s->problem ? s->problem : curl_easy_strerror(end->data.result));
    }
}

static void attend(struct sending *s)
{
    int running = 1;

    while (curl_multi_perform(s->multi, &running) == CURLM_OK && running > 0) {
        if (s->post->stopped(s->post->arg)) {
            s->answer->stopped = true;
            return;
        }
        if (curl_multi_poll(s->multi, NULL, 0, STEP_MS, NULL) != CURLM_OK)
            break;
    }
    note_end(s);
}

int post_send(const struct post *p, struct post_answer *answer_out)
{
    struct sending s = {.post = p, .answer = answer_out};

    *answer_out = (struct post_answer){0};
    int rc = prepare(&s);
    if (rc == 0)
        attend(&s);
    if (s.multi != NULL && s.easy != NULL)
        (void)curl_multi_remove_handle(s.multi, s.easy);
    curl_easy_cleanup(s.easy);
    if (s.multi != NULL)
        (void)curl_multi_cleanup(s.multi);
    curl_slist_free_all(s.headers);
    return rc;
}
