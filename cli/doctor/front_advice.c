/* SPDX-License-Identifier: MIT */
/*
 * Selects the remedy by the answer of the web server in place of our program. One status has many
 * causes; the state of this machine (sockets, permissions, the server's user) distinguishes them.
 */
#include "cli/doctor/front_end.h"

#include "cli/doctor/fcgi_ping.h"
#include "cli/doctor/shell_word.h"
#include "cli/doctor/web_server.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define IDLE_LEAST_S 60
#define BEATS 3 /* beats that may be late */

/* --- the values of placeholders --- */

static void cut_slash(const char *path, char out[FRONT_PATH_MAX])
{
    size_t len = strlen(path);

    (void)snprintf(out, FRONT_PATH_MAX, "%.*s",
                   (int)(len > 0 && path[len - 1] == '/' ? len - 1 : len), path);
}

/* Finds the installed data next to this program; else the configured folder. */
static void find_data(char data[PATH_MAX])
{
    char own[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", own, sizeof own - 1);

    own[n > 0 ? n : 0] = '\0';
    for (int i = 0; i < 2; i++) {
        char *slash = strrchr(own, '/');
        if (slash != NULL)
            *slash = '\0';
    }
    int len = snprintf(data, PATH_MAX, "%s/share/loadline", own);
    if (n <= 0 || len >= PATH_MAX || access(data, X_OK) != 0)
        (void)snprintf(data, PATH_MAX, "%s", LOADLINE_DATADIR);
}

/* The programs of the same installation. */
static void front_advice_find_programs(const char *data, char programs[PATH_MAX])
{
    const char *share = strstr(data, "/share/loadline");

    (void)snprintf(programs, PATH_MAX, "%.*s/libexec/loadline",
                   (int)(share != NULL ? share - data : 0), data);
}

static void find_sockets(const struct config *c, char sockets[PATH_MAX])
{
    bool is_path = strncmp(c->upload_socket, "unix:", 5) == 0;
    const char *path = is_path ? c->upload_socket + 5 : "/run/loadline/upload.sock";
    const char *slash = strrchr(path, '/');

    (void)snprintf(sockets, PATH_MAX, "%.*s", (int)(slash != NULL ? slash - path : 0), path);
}

static void find_user(const struct front *f, char user[ACCOUNT_NAME_SIZE])
{
    struct web_server w;

    if (web_server_find(f->doctor->url, f->server_name, &w))
        (void)account_user(w.uid, user);
    else
        (void)snprintf(user, ACCOUNT_NAME_SIZE, "www-data");
}

static void find_spool_group(const struct config *c, char group[ACCOUNT_NAME_SIZE])
{
    struct stat st;

    if (c->spool != NULL && stat(c->spool, &st) == 0)
        (void)account_group(st.st_gid, group);
    else
        (void)snprintf(group, ACCOUNT_NAME_SIZE, "loadline-web");
}

const char *front_advice(struct front *f, enum advice what)
{
    const struct config *c = f->doctor->config;
    char uploads[FRONT_PATH_MAX], progress[FRONT_PATH_MAX], live[FRONT_PATH_MAX];
    char sockets[PATH_MAX], data[PATH_MAX], programs[PATH_MAX], user[ACCOUNT_NAME_SIZE],
        group[ACCOUNT_NAME_SIZE];
    int64_t idle_s = (BEATS * c->beat_interval_ms + 999) / 1000;

    cut_slash(c->upload_path, uploads);
    cut_slash(c->progress_path, progress);
    cut_slash(c->live_path, live);
    find_sockets(c, sockets);
    find_data(data);
    front_advice_find_programs(data, programs);
    find_user(f, user);
    find_spool_group(c, group);
    const struct advice_words words = {
        .uploads = uploads,
        .progress = progress,
        .live = live,
        .to_uploads = c->upload_socket,
        .to_progress = c->progress_socket,
        .to_live = c->relay_listen,
        .sockets = sockets,
        .spool = c->spool != NULL ? c->spool : "/var/lib/loadline/spool",
        .settings = f->doctor->settings != NULL ? f->doctor->settings : "loadline.conf",
        .data = data,
        .programs = programs,
        .url = f->doctor->url,
        .spool_group = group,
        .user = user,
        .hosted = f->doctor->hosted,
        .idle_s = idle_s > IDLE_LEAST_S ? idle_s : IDLE_LEAST_S,
    };
    return advice_write(f->server, what, &words, f->remedy);
}

/* --- the meaning of a status --- */

static const char *say_run(struct front *f, const char *url, int len)
{
    (void)snprintf(f->remedy, sizeof f->remedy,
                   "give clients this address, and run:\nloadline doctor %.*s", len, url);
    return f->remedy;
}

/* A redirect leads to the site's actual URL. */
static const char *remedy_redirect(struct front *f, const struct http_answer *a,
                                   enum advice otherwise)
{
    char value[HTTP_VALUE_SIZE];
    const char *location = http_field(a, "Location", value);
    const char *host = location != NULL ? strstr(location, "://") : NULL;

    if (host == NULL || http_same_origin(location, f->doctor->url))
        return front_advice(f, otherwise);
    size_t len = (size_t)(host + 3 - location) + strcspn(host + 3, "/?#");
    if (!shell_word_is_plain(location, len)) /* the text comes from a foreign server */
        return front_advice(f, otherwise);
    return say_run(f, location, (int)len);
}

static const char *remedy_login(struct front *f)
{
    if (strcmp(f->doctor->config->auth, "server") != 0)
        return front_advice(f, ADVICE_LOGIN);
    if (strchr(f->doctor->url, '@') != NULL)
        return "correct the user and the password in the URL";
    return "https://USER:PASSWORD@HOST as the URL";
}

/* 400: the server may expect TLS on this port. */
static const char *remedy_bad_request(struct front *f, const struct http_answer *a,
                                      enum advice otherwise)
{
    char url[FRONT_URL_MAX];

    if (strstr(buffer_text(&a->body), "plain HTTP") == NULL ||
        strncmp(f->doctor->url, "http://", 7) != 0)
        return front_advice(f, otherwise);
    (void)snprintf(url, sizeof url, "https://%s", f->doctor->url + 7);
    return say_run(f, url, (int)strlen(url));
}

/* Suggests to add the server to the group of the obstacle; if the group has no access either, the
 * mode has to change first. */
static const char *let_server_in(struct front *f, const struct web_server *w,
                                 const struct web_server_obstacle *o)
{
    char user[ACCOUNT_NAME_SIZE], group[ACCOUNT_NAME_SIZE];
    char change[PATH_MAX + 80] = "", quoted[PATH_MAX + 64];

    if (!o->group_may)
        (void)snprintf(change, sizeof change, "\nchmod g+%s %s", o->is_folder ? "x" : "rw",
                       shell_word_quote(o->path, quoted, sizeof quoted));
    (void)snprintf(f->remedy, sizeof f->remedy,
                   "run as root, then restart the web server:\nusermod -aG %s %s%s",
                   account_group(o->group, group), account_user(w->uid, user), change);
    return f->remedy;
}

/* The server reached no program behind the path. */
static const char *remedy_gateway(struct front *f, enum front_program which)
{
    static const char *const names[] = {"upload.fcgi", "progress.fcgi", "loadline-relay"};
    static const enum advice addresses[] = {ADVICE_AT_UPLOADS, ADVICE_AT_PROGRESS, ADVICE_AT_LIVE};
    const struct config *c = f->doctor->config;
    const char *address = which == FRONT_UPLOADS    ? c->upload_socket
                          : which == FRONT_PROGRESS ? c->progress_socket
                                                    : c->relay_listen;
    struct web_server_obstacle obstacle;
    struct web_server server;
    int fd = *address != '\0' ? fcgi_ping_connect(address) : -1;
    int why = errno;

    if (fd >= 0)
        (void)close(fd);
    if (*address == '\0')
        return front_advice(f, ADVICE_FAILED);
    if (fd < 0 && why != EACCES) {
        (void)snprintf(f->remedy, sizeof f->remedy, "start %s; its log has the reason of its end",
                       names[which]);
        return f->remedy;
    }
    if (strncmp(address, "unix:", 5) == 0 &&
        web_server_find(f->doctor->url, f->server_name, &server) &&
        web_server_obstacle(&server, address + 5, &obstacle))
        return let_server_in(f, &server, &obstacle);
    return front_advice(f, addresses[which]);
}

const char *front_advice_for(struct front *f, const struct http_answer *a, enum front_program which,
                             enum advice otherwise)
{
    if (front_is_rate(f, a))
        return front_advice(f, ADVICE_RATE);
    switch (a->status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        return remedy_redirect(f, a, otherwise);
    case 400:
        return remedy_bad_request(f, a, otherwise);
    case 401:
        return remedy_login(f);
    case 403:
        return front_advice(f, otherwise == ADVICE_METHODS ? otherwise : ADVICE_FORBIDDEN);
    case 500:
        return front_advice(f, f->server == ADVICE_APACHE ? ADVICE_MODULES : ADVICE_FAILED);
    case 502:
    case 503:
    case 504:
        return remedy_gateway(f, which);
    default:
        return front_advice(f, otherwise);
    }
}

bool front_is_rate(const struct front *f, const struct http_answer *a)
{
    return !front_is_ours(a) &&
           (a->status == 429 || (a->status == 503 && f->server == ADVICE_NGINX));
}

const char *front_advice_read(struct front *f, const struct http_answer *a)
{
    struct web_server_obstacle obstacle;
    struct web_server server;

    if (front_is_rate(f, a))
        return front_advice(f, ADVICE_RATE);
    if (!web_server_find(f->doctor->url, f->server_name, &server))
        return front_advice(f, ADVICE_READ);
    if (web_server_obstacle(&server, f->doctor->config->spool, &obstacle))
        return let_server_in(f, &server, &obstacle);
    return front_advice(f, ADVICE_SPOOL);
}
