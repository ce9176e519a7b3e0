/* SPDX-License-Identifier: MIT */
/*
 * Fills the site's paths and addresses into the texts. Each server gets an address in its own
 * syntax.
 */
#include "cli/doctor/advice.h"

#include "base/buffer.h"
#include "service/listen.h"

#include <stdio.h>
#include <string.h>

#define WORD_MAX 32

enum advice_server advice_recognise(const char *field)
{
    static const struct {
        const char *word;
        enum advice_server server;
    } servers[] = {{"lighttpd", ADVICE_LIGHTTPD},
                   {"nginx", ADVICE_NGINX},
                   {"mod_fcgid", ADVICE_FCGID},
                   {"Apache", ADVICE_APACHE}};

    for (size_t i = 0; i < sizeof servers / sizeof *servers; i++) {
        if (strstr(field, servers[i].word) != NULL)
            return servers[i].server;
    }
    return ADVICE_OTHER;
}

/* lighttpd: "socket" => "/path", or host and port. */
static void add_pairs(struct buffer *out, const char *address)
{
    char host[LISTEN_HOST_SIZE];
    const char *port;

    if (strncmp(address, "unix:", 5) == 0)
        buffer_addf(out, "\"socket\" => \"%s\"", address + 5);
    else if (listen_split(address, host, &port))
        buffer_addf(out, "\"host\" => \"%s\", \"port\" => %s", host, port);
}

/* Apache: unix:/path|fcgi://localhost, or fcgi://host:port. */
static void advice_add_url(struct buffer *out, const char *scheme, const char *address)
{
    if (strncmp(address, "unix:", 5) == 0)
        buffer_addf(out, "%s|%s://localhost", address, scheme);
    else
        buffer_addf(out, "%s://%s", scheme, address);
}

static void add_address(struct buffer *out, enum advice_server server, const char *scheme,
                        const char *address)
{
    if (server == ADVICE_LIGHTTPD)
        add_pairs(out, address);
    else if (server == ADVICE_APACHE || server == ADVICE_FCGID)
        advice_add_url(out, scheme, address);
    else
        buffer_addf(out, "%s%s", strcmp(scheme, "http") == 0 ? "http://" : "", address);
}

static void add_word(struct buffer *out, enum advice_server server, const char *word,
                     const struct advice_words *w)
{
    const struct {
        const char *word, *value, *scheme;
    } words[] = {
        {"uploads", w->uploads, NULL},   {"progress", w->progress, NULL},
        {"live", w->live, NULL},         {"to_uploads", w->to_uploads, "fcgi"},
        {"to_live", w->to_live, "http"}, {"to_progress", w->to_progress, "fcgi"},
        {"sockets", w->sockets, NULL},   {"spool", w->spool, NULL},
        {"settings", w->settings, NULL}, {"data", w->data, NULL},
        {"programs", w->programs, NULL}, {"url", w->url, NULL},
        {"user", w->user, NULL},         {"spool_group", w->spool_group, NULL},
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(word, words[i].word) != 0)
            continue;
        if (words[i].scheme != NULL)
            add_address(out, server, words[i].scheme, words[i].value);
        else
            buffer_add_string(out, words[i].value);
    }
    if (strcmp(word, "idle") == 0)
        buffer_addf(out, "%lld", w->idle_s);
}

const char *advice_write(enum advice_server server, enum advice what, const struct advice_words *w,
                         char buf[ADVICE_TEXT_SIZE])
{
    struct buffer out;
    char word[WORD_MAX];

    buffer_init(&out, ADVICE_TEXT_SIZE - 1);
    const char *hosted = w->hosted ? advice_text_hosted(what) : NULL;
    for (const char *p = hosted != NULL ? hosted : advice_text(server, what); *p != '\0';) {
        size_t len = strcspn(p, "@");
        buffer_add(&out, p, len);
        p += len;
        if (*p == '\0')
            break;
        len = strcspn(p + 1, "@");
        (void)snprintf(word, sizeof word, "%.*s", (int)len, p + 1);
        add_word(&out, server, word, w);
        p += len + 2;
    }
    (void)snprintf(buf, ADVICE_TEXT_SIZE, "%s", buffer_text(&out));
    buffer_free(&out);
    return buf;
}
