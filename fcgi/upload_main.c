/* SPDX-License-Identifier: MIT */
/*
 * upload.fcgi receives files. This file only starts and stops the parts in order: settings, spool,
 * watch, publisher, threads.
 */
#include "fcgi/app/app.h"
#include "fcgi/capabilities.h"
#include "fcgi/content/content.h"
#include "fcgi/app/cors.h"
#include "fcgi/uploaders/chunk_body.h"
#include "fcgi/uploaders/dialect_request.h"
#include "fcgi/uploaders/filepond.h"
#include "fcgi/uploaders/fine_uploader.h"
#include "fcgi/uploaders/jquery_upload.h"
#include "fcgi/uploaders/refusal.h"
#include "fcgi/download/download.h"
#include "base/error.h"
#include "config/config_redis.h"
#include "fcgi/form/form.h"
#include "fcgi/http/request_protocol.h"
#include "fcgi/app/host_path.h"
#include "fcgi/app/housekeeping.h"
#include "base/log.h"
#include "fcgi/download/named_upload.h"
#include "fcgi/form/put.h"
#include "fcgi/app/router.h"
#include "fcgi/resumable/resumable.h"
#include "service/startup.h"
#include "spool/store_settings.h"
#include "fcgi/app/server.h"
#include "fcgi/tus/tus.h"
#include "fcgi/intake/piece_pace.h"
#include "fcgi/intake/finals_teller.h"
#include "fcgi/intake/intake_finals.h"
#include "fcgi/intake/quota.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PROGRAM "upload.fcgi"
#define FLUSH_MS 2000

/* All protocols share the URLs; the request's fields select one. */
static int upload_app_create(struct exchange *x)
{
    bool asked = false;
    int rc = content_check(x);

    if (rc == 0 && fine_uploader_may_ask(x))
        rc = fine_uploader_ask(x, &asked);
    if (rc != 0 || asked)
        return rc;
    if (form_is_spoken(x->request) && !tus_is_spoken(x->request))
        return form_create(x);
    if (resumable_is_spoken(x->request))
        return resumable_create(x);
    return put_is_posted(x->request) ? put_create(x) : tus_create(x);
}

/* The path below the collection is a file name, or names a form's progress. */
static int create_named(struct exchange *x)
{
    int rc = content_check(x);

    if (rc != 0)
        return rc;
    bool file = !form_is_spoken(x->request) && put_is_posted(x->request);
    return file ? put_create(x) : form_create_named(x);
}

static int put(struct exchange *x)
{
    int rc = content_check(x);

    if (rc != 0)
        return rc;
    return resumable_is_spoken(x->request) ? resumable_create(x) : put_create(x);
}

static int options(struct exchange *x)
{
    resumable_announce(x);
    return tus_options(x);
}

static int head(struct exchange *x)
{
    if (resumable_is_spoken(x->request))
        return resumable_head(x);
    return !tus_is_spoken(x->request) && download_is_meant(x) ? download_get(x) : tus_head(x);
}

static int patch(struct exchange *x)
{
    int rc = content_check(x);

    if (rc != 0)
        return rc;
    return resumable_is_spoken(x->request) ? resumable_append(x) : tus_patch(x);
}

/* Only FilePond sends PATCH to the collection. */
static int patch_collection(struct exchange *x)
{
    int rc = content_check(x);

    if (rc != 0)
        return rc;
    if (dialect_is_filepond(x->request))
        return filepond_patch(x);
    response_header(x->response, "Allow", "OPTIONS, GET, HEAD, POST");
    return exchange_fail(x, ERR_METHOD, "Send PATCH to the URL of an upload");
}

/* Some uploaders ask whether a part or file exists before they send it; 200 means yes. */
static int upload_app_describe(struct exchange *x)
{
    if (jquery_upload_asks(x))
        return jquery_upload_answer(x);
    if (!dialect_is_question(x->request))
        return capabilities_get(x);
    return chunk_body_ask(x);
}

static int cancel(struct exchange *x)
{
    if (fine_uploader_is_named(x))
        return fine_uploader_delete(x);
    return resumable_is_spoken(x->request) ? resumable_delete(x) : tus_delete(x);
}

static const struct route routes[] = {
    {"GET", ROUTE_COLLECTION, ACCESS_READ, filepond_head, "patch"},
    {"HEAD", ROUTE_COLLECTION, ACCESS_READ, filepond_head, "patch"},
    {"GET", ROUTE_COLLECTION, ACCESS_READ, filepond_load, "load"},
    {"HEAD", ROUTE_COLLECTION, ACCESS_READ, filepond_load, "load"},
    {"GET", ROUTE_COLLECTION, ACCESS_READ, filepond_restore, "restore"},
    {"HEAD", ROUTE_COLLECTION, ACCESS_READ, filepond_restore, "restore"},
    {"GET", ROUTE_COLLECTION, ACCESS_OPEN, filepond_fetch, "fetch"},
    {"HEAD", ROUTE_COLLECTION, ACCESS_OPEN, filepond_fetch, "fetch"},
    {"OPTIONS", ROUTE_COLLECTION, ACCESS_OPEN, options, NULL},
    {"GET", ROUTE_COLLECTION, ACCESS_OPEN, upload_app_describe, NULL},
    {"HEAD", ROUTE_COLLECTION, ACCESS_OPEN, upload_app_describe, NULL},
    {"POST", ROUTE_COLLECTION, ACCESS_CREATE, upload_app_create, NULL},
    {"POST", ROUTE_ITEM, ACCESS_CREATE, create_named, NULL},
    {"PATCH", ROUTE_COLLECTION, ACCESS_CHANGE, patch_collection, NULL},
    {"DELETE", ROUTE_COLLECTION, ACCESS_CHANGE, filepond_revert, NULL},
    {"PUT", ROUTE_ITEM, ACCESS_CREATE, put, NULL},
    {"OPTIONS", ROUTE_ITEM, ACCESS_OPEN, options, NULL},
    {"GET", ROUTE_ITEM, ACCESS_READ, download_get, NULL},
    {"HEAD", ROUTE_ITEM, ACCESS_READ, head, NULL},
    {"PATCH", ROUTE_ITEM, ACCESS_CHANGE, patch, NULL},
    {"DELETE", ROUTE_ITEM, ACCESS_CHANGE, cancel, NULL},
};

static void upload_app_greet(struct exchange *x)
{
    const struct app *app = x->app;

    cors_apply(&app->config, x);
    tus_greet(x);
}

/* The id that the path names with its key, or that a handler of the collection has found. */
static int upload_app_name_missing(const struct exchange *x, char id_out[ID_SIZE])
{
    if (*x->rest != '\0')
        return named_upload_find(x, id_out);
    memcpy(id_out, x->id, ID_SIZE);
    return *x->id != '\0' ? 0 : ERR_NOT_FOUND;
}

/* Redis knows which spool has an upload. Where it was emptied, or cannot be asked, the path tells.
 * On the only host what is missing is gone, also if Redis still names the spool that was there. */
static int upload_app_explain_missing(struct exchange *x)
{
    const struct app *app = x->app;
    char id[ID_SIZE];

    if (!host_path_has_others(&app->config) || upload_app_name_missing(x, id) != 0)
        return ERR_NOT_FOUND;
    return elsewhere_explain(elsewhere_ask(app->elsewhere, app->store, id), x);
}

static void upload_app_handle(struct exchange *x)
{
    struct app *app = x->app;

    x->gate = &app->gate;
    x->refuse = refusal_answer;
    x->explain_missing = upload_app_explain_missing;
    router_dispatch(routes, sizeof routes / sizeof routes[0], app->config.upload_path, x);
    if (x->has_created)
        housekeeping_run(app);
}

static int upload_app_read_owner(struct exchange *x, const char *id, char **owner_out)
{
    const struct app *app = x->app;
    struct upload u;
    int rc = store_load(app->store, id, &u);

    if (rc == 0) {
        *owner_out = u.owner;
        u.owner = NULL;
        upload_free(&u);
    }
    return rc;
}

/* Only administrators may name an upload without its key. */
static bool upload_app_find_id(struct exchange *x, char id_out[ID_SIZE])
{
    return named_upload_find(x, id_out) == 0;
}

/* How long an upload without any byte is kept; see upload_renew_expiry(). */
static int64_t keep_empty_ms(const struct config *c)
{
    const int64_t empty_ms = c->expire_empty_after_ms, life_ms = c->expire_after_ms;

    return empty_ms > 0 && (life_ms == 0 || empty_ms < life_ms) ? empty_ms : life_ms;
}

static int app_start(struct app *app)
{
    const struct config *c = &app->config;

    app->gate.read_owner = upload_app_read_owner;
    app->gate.find_id = upload_app_find_id;
    if (gate_open(&app->gate, c) != 0)
        return ERR_CONFIG;
    if (secret_load(c->secret_file, &app->secret) != 0) {
        log_error("start_failed", "reason", "secret_file must hold at least 16 bytes", "file",
                  c->secret_file, NULL);
        return ERR_CONFIG;
    }
    int rc = store_open_configured(c, true, &app->store);
    if (rc != 0) {
        log_error("start_failed", "reason", "the spool cannot be opened", "spool", c->spool,
                  "error", strerror(errno), NULL);
        return rc;
    }
    rc = lock_watch_start(LOCK_WATCH_INTERVAL_MS, &app->watch);
    if (rc == 0)
        rc = publisher_start(c, &app->publisher);
    if (rc == 0)
        rc = elsewhere_new(c, &app->elsewhere);
    if (rc == 0)
        rc = intake_finals_start(app);
    if (rc == 0) {
        app->places = sender_limits_of_uploads(c);
        app->quota = quota_new(app->store, c->quota_bytes, c->quota_uploads);
        app->creations = creations_new(c->creations_per_client);
        app->empties = empties_new(c->empty_uploads_per_client, keep_empty_ms(c));
        app->pace = piece_pace_new();
        if (app->places == NULL || app->quota == NULL || app->creations == NULL ||
            app->empties == NULL || app->pace == NULL)
            rc = ERR_NOMEM;
    }
    if (rc != 0)
        log_error("start_failed", "reason", error_text(rc), "redis_url", "see settings", NULL);
    return rc;
}

static const char *find_unusable(const struct config *running, const struct config *fresh)
{
    struct store *store = NULL;
    struct secret secret;
    struct redis_targets targets;

    int rc = secret_load(fresh->secret_file, &secret);
    explicit_bzero(&secret, sizeof secret);
    if (rc != 0)
        return "secret_file";
    rc = config_redis_targets(fresh, &targets);
    explicit_bzero(&targets, sizeof targets);
    if (rc != 0)
        return "sentinel_password_file";
    if (strcmp(fresh->spool, running->spool) == 0)
        return NULL;
    rc = store_open_configured(fresh, true, &store);
    store_close(&store);
    return rc != 0 ? "spool" : NULL;
}

/* Whether the program could start with the fresh settings. */
static bool upload_app_is_usable(const struct config *running, const struct config *fresh)
{
    const char *setting = find_unusable(running, fresh);
    struct gate gate;

    if (setting != NULL) {
        log_error("reload_failed", "program", PROGRAM, "reason", "it cannot be used", "setting",
                  setting, NULL);
        return false;
    }
    int rc = gate_open(&gate, fresh);
    gate_close(&gate);
    return rc == 0;
}

static void app_stop(struct app *app)
{
    finals_teller_stop(&app->teller);
    publisher_stop(&app->publisher, FLUSH_MS);
    elsewhere_free(&app->elsewhere);
    sender_limits_free(&app->places);
    quota_free(&app->quota);
    creations_free(&app->creations);
    empties_free(&app->empties);
    piece_pace_free(&app->pace);
    lock_watch_stop(&app->watch);
    store_close(&app->store);
    gate_close(&app->gate);
    config_free(&app->config);
}

int main(int argc, char **argv)
{
    static const struct startup program = {
        .name = PROGRAM,
        .purpose = "Receives uploads behind a web server that speaks FastCGI.",
        .needs = CONFIG_NEEDS_REDIS | CONFIG_NEEDS_SPOOL | CONFIG_NEEDS_SECRET,
    };
    struct app app = {0};

    int rc = startup_begin(&program, argc, argv, &app.config);
    if (rc != 0)
        return rc == STARTUP_DONE ? EXIT_SUCCESS : 2;
    rc = app_start(&app);
    if (rc == 0) {
        const struct server_options options = {
            .program = program.name,
            .startup = &program,
            .config = &app.config,
            .is_usable = upload_app_is_usable,
            .socket = app.config.upload_socket,
            .threads = (int)app.config.upload_threads,
            .places = app.places,
            .app = &app,
            .greet = upload_app_greet,
            .handle = upload_app_handle,
            .limits = {app.config.idle_timeout_ms, app.config.min_rate,
                       app.config.min_rate_window_ms, app.config.head_timeout_ms},
            .max_header = app.config.max_header,
        };
        rc = server_run(&options);
    }
    app_stop(&app);
    return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
