/* SPDX-License-Identifier: MIT */
/*
 * progress.fcgi reports the progress of uploads. It is a program of its own, so that long uploads
 * never delay a poll. This file only starts and stops the parts.
 */
#include "fcgi/status/administrator_link.h"
#include "fcgi/status/commands.h"
#include "fcgi/app/cors.h"
#include "base/error.h"
#include "base/id.h"
#include "fcgi/legacy/legacy.h"
#include "base/log.h"
#include "upkeep/document_reader.h"
#include "fcgi/status/hour_answer.h"
#include "fcgi/status/metadata_answer.h"
#include "fcgi/app/page.h"
#include "fcgi/status/poll.h"
#include "fcgi/app/router.h"
#include "fcgi/app/server.h"
#include "service/startup.h"
#include "fcgi/status/status_page.h"
#include "fcgi/status/story_answer.h"
#include "fcgi/status/upload_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define METHODS "GET, HEAD, POST"

static int collection(struct exchange *x)
{
    return legacy_is_asked(x->request) ? legacy_default(x) : poll_many(x);
}

static int item(struct exchange *x)
{
    if (strncmp(x->rest, LEGACY_PATH, strlen(LEGACY_PATH)) == 0)
        return legacy_named(x);
    if (metadata_answer_is_asked(x))
        return metadata_answer_send(x);
    if (story_answer_is_asked(x))
        return story_answer_send(x);
    return strcmp(x->rest, PAGE_STYLE) == 0 ? status_page_style(x) : poll_one(x);
}

static const struct route routes[] = {
    {"GET", ROUTE_COLLECTION, ACCESS_ADMIN, upload_list_send, UPLOAD_LIST_PARAMETER},
    {"GET", ROUTE_COLLECTION, ACCESS_ADMIN, hour_answer_send, HOUR_ANSWER_PARAMETER},
    {"GET", ROUTE_COLLECTION, ACCESS_WATCH, collection, NULL},
    {"HEAD", ROUTE_COLLECTION, ACCESS_WATCH, collection, NULL},
    {"GET", ROUTE_ITEM, ACCESS_WATCH, item, NULL},
    {"HEAD", ROUTE_ITEM, ACCESS_WATCH, item, NULL},
    {"POST", ROUTE_COLLECTION, ACCESS_OPEN, administrator_link_post, ADMINISTRATOR_LINK_PARAMETER},
    {"POST", ROUTE_ITEM, ACCESS_CHANGE, commands_post, NULL},
};

/* Set these fields before any refusal, because pages of other origins read refusals too. */
static void progress_app_greet(struct exchange *x)
{
    const struct poll_app *app = x->app;

    cors_apply(&app->config, x);
}

static void progress_app_handle(struct exchange *x)
{
    const struct poll_app *app = x->app;
    x->gate = &app->gate;
    if (strcmp(request_method(x->request), "OPTIONS") == 0 &&
        cors_preflight(&app->config, x, METHODS))
        return;
    router_dispatch(routes, sizeof routes / sizeof *routes, app->config.progress_path, x);
}

static int progress_app_read_owner(struct exchange *x, const char *id, char **owner_out)
{
    if (!x->thread)
        return ERR_NOMEM;
    int err = document_reader_owner(x->thread, id, owner_out);
    if (err == ERR_REDIS)
        document_reader_log_failure(x->thread);
    return err;
}

/* The path begins with the id; the rest does not matter here. */
static bool progress_app_find_id(struct exchange *x, char id_out[ID_SIZE])
{
    (void)snprintf(id_out, ID_SIZE, "%s", x->rest);
    return id_valid(id_out);
}

static void *begin_thread(void *arg)
{
    const struct poll_app *app = arg;
    struct document_reader *reader = NULL;
    int err = document_reader_new(&app->config, &reader);
    if (err)
        log_error("thread_failed", "reason", error_text(err), NULL);
    return reader;
}

static void end_thread(void *thread)
{
    struct document_reader *reader = thread;
    document_reader_free(&reader);
}

/* Without the secret no key can be checked: then clients can only watch. */
static void load_secret(struct poll_app *app)
{
    const char *file = app->config.secret_file;

    app->has_secret = file != NULL && secret_load(file, &app->secret) == 0;
    if (file != NULL && !app->has_secret)
        log_warn("secret_unusable", "file", file, NULL);
}

/* Checks the URL of Redis before a thread needs it. */
static int check_redis_url(const struct config *c)
{
    struct document_reader *probe = NULL;
    int err = document_reader_new(c, &probe);
    document_reader_free(&probe);
    if (err)
        log_error("start_failed", "reason", "redis_url is not usable", "code", error_code(err),
                  NULL);
    return err;
}

/* Whether the program could start with the fresh settings. */
static bool progress_app_is_usable(const struct config *running, const struct config *fresh)
{
    struct gate gate;

    (void)running;
    int rc = gate_open(&gate, fresh);
    gate_close(&gate);
    return rc == 0 && check_redis_url(fresh) == 0;
}

int main(int argc, char **argv)
{
    static const struct startup program = {
        .name = "progress.fcgi",
        .purpose = "Reports the progress of uploads, behind a web server that speaks FastCGI.",
        .needs = CONFIG_NEEDS_REDIS,
    };
    struct poll_app app = {0};
    int err = startup_begin(&program, argc, argv, &app.config);
    if (err)
        return err == STARTUP_DONE ? EXIT_SUCCESS : 2;
    app.gate.read_owner = progress_app_read_owner;
    app.gate.find_id = progress_app_find_id;
    load_secret(&app);
    err = check_redis_url(&app.config);
    if (!err)
        err = gate_open(&app.gate, &app.config);
    if (!err) {
        app.places = sender_limits_of_progress(&app.config);
        err = app.places ? 0 : ERR_NOMEM;
    }
    if (!err) {
        const struct server_options options = {
            .program = program.name,
            .startup = &program,
            .config = &app.config,
            .is_usable = progress_app_is_usable,
            .socket = app.config.progress_socket,
            .threads = (int)app.config.progress_threads,
            .places = app.places,
            .app = &app,
            .greet = progress_app_greet,
            .handle = progress_app_handle,
            .limits = {app.config.idle_timeout_ms, app.config.min_rate,
                       app.config.min_rate_window_ms, app.config.head_timeout_ms},
            .max_header = app.config.max_header,
            .thread_begin = begin_thread,
            .thread_end = end_thread,
        };
        err = server_run(&options);
    }
    sender_limits_free(&app.places);
    gate_close(&app.gate);
    config_free(&app.config);
    return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
