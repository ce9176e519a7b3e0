/* SPDX-License-Identifier: MIT */
/*
 * Builds the capabilities document from the settings and from the extensions that tus.c announces.
 * A client that shows who it is gets its own limits too.
 */
#include "fcgi/capabilities.h"

#include "fcgi/app/app.h"
#include "fcgi/app/client_identity.h"
#include "fcgi/app/gate.h"
#include "fcgi/intake/checksum.h"
#include "fcgi/intake/quota.h"
#include "base/error.h"
#include "base/json.h"
#include "fcgi/app/request_urls.h"
#include "fcgi/app/public_base.h"
#include "fcgi/resumable/resumable.h"
#include "fcgi/download/sendfile.h"
#include "fcgi/tus/tus.h"

#include <string.h>

/* Adds the words of a comma-separated list as a JSON array. */
static int add_words(struct json *to, const char *name, const char *list)
{
    struct json *words = json_new_array();
    int rc = words == NULL ? ERR_NOMEM : 0;

    while (rc == 0 && *list != '\0') {
        size_t len = strcspn(list, ",");
        char word[64];
        if (len >= sizeof word)
            break;
        memcpy(word, list, len);
        word[len] = '\0';
        rc = json_set_string(words, NULL, word);
        list += len + (list[len] == ',' ? 1 : 0);
    }
    return rc != 0 ? rc : json_set(to, name, words);
}

/* Adds the interop versions of the IETF draft that this server supports. */
static int capabilities_add_draft(struct json *to)
{
    struct json *draft = json_new_object();
    struct json *versions = json_new_array();
    int rc = draft == NULL || versions == NULL ? ERR_NOMEM : 0;

    for (int v = RESUMABLE_VERSION_MIN; rc == 0 && v <= RESUMABLE_VERSION; v++)
        rc = json_set_int(versions, NULL, v);
    if (rc != 0) {
        json_free(&versions);
        json_free(&draft);
        return rc;
    }
    rc = json_set(draft, "interop_versions", versions);
    return json_set(to, "resumable-upload", draft) | rc;
}

static int add_protocols(struct json *to, const struct config *c)
{
    struct json *protocols = json_new_object();
    struct json *tus = json_new_object();
    struct json *form = json_new_object();

    if (protocols == NULL || tus == NULL || form == NULL) {
        json_free(&protocols);
        json_free(&tus);
        json_free(&form);
        return ERR_NOMEM;
    }
    int rc = json_set_string(tus, "version", TUS_VERSION);
    rc |= add_words(tus, "extensions", TUS_EXTENSIONS);
    rc |= json_set_int(form, "max_files", c->max_files);
    rc |= json_set(protocols, "tus", tus);
    rc |= json_set(protocols, "form", form);
    rc |= capabilities_add_draft(protocols);
    rc |= json_set(to, "protocols", protocols);
    return rc == 0 ? 0 : ERR_NOMEM;
}

/* Adds a URL with the origin of public_url; without that setting the URL is a path. An empty path:
 * null. */
static int capabilities_add_url(struct json *to, const char *name, const struct exchange *x,
                                const char *path)
{
    const struct app *app = x->app;
    struct buffer url;

    if (*path == '\0')
        return json_set_null(to, name);
    buffer_init(&url, REQUEST_URLS_MAX);
    if (*app->config.public_url != '\0')
        public_base_add_origin(&app->config, x->request, &url);
    public_base_add_path(&app->config, x->request, &url);
    buffer_add_string(&url, path);
    int rc = json_set_string(to, name, buffer_text(&url));
    buffer_free(&url);
    return rc;
}

/* Adds the alternatives to the WebSocket, for clients that cannot use it. */
static int add_live(struct json *to, const char *name, const struct exchange *x, const char *below)
{
    const char *live = ((const struct app *)x->app)->config.live_path;
    struct buffer path;

    if (*live == '\0')
        return json_set_null(to, name);
    buffer_init(&path, REQUEST_URLS_MAX);
    buffer_add_string(&path, live);
    buffer_add_string(&path, below);
    int rc = buffer_error(&path) == 0 ? capabilities_add_url(to, name, x, buffer_text(&path))
                                      : ERR_NOMEM;
    buffer_free(&path);
    return rc;
}

/* Adds a list such as allow_types; without a value it is empty. */
static int add_list(struct json *to, const char *name, char *const *items)
{
    struct json *list = json_new_array();
    int rc = list == NULL ? ERR_NOMEM : 0;

    for (; rc == 0 && items != NULL && *items != NULL; items++)
        rc = json_set_string(list, NULL, *items);
    return rc != 0 ? rc : json_set(to, name, list);
}

static int add_accepted(struct json *to, const struct config *c)
{
    struct json *accept = json_new_object();

    if (accept == NULL)
        return ERR_NOMEM;
    int rc = add_list(accept, "types", c->allow_types);
    rc |= add_list(accept, "refused_types", c->deny_types);
    rc |= add_list(accept, "extensions", c->allow_extensions);
    rc |= add_list(accept, "refused_extensions", c->deny_extensions);
    return rc | json_set(to, "accept", accept);
}

static int set_left(struct json *to, const char *name, int64_t left)
{
    return left == INT64_MAX ? json_set_null(to, name) : json_set_int(to, name, left);
}

static int set_limit(struct json *to, const char *name, int64_t bytes)
{
    return bytes == 0 ? json_set_null(to, name) : json_set_int(to, name, bytes);
}

/* The client's own quota: never another one's. */
static int capabilities_add_quota(struct json *to, const struct exchange *x)
{
    const struct app *app = x->app;
    const struct config *c = &app->config;
    char name[CLIENT_IDENTITY_SIZE];
    const char *owner = *x->principal.owner == '\0' ? NULL : x->principal.owner;
    struct quota_amount left;

    client_identity_name(c, x->request, owner, name);
    const struct quota_client client = {owner, name};
    if (quota_room(app->quota, client, &left) != 0)
        return json_set_null(to, "quota");
    struct json *quota = json_new_object();
    if (quota == NULL)
        return ERR_NOMEM;
    int rc = set_limit(quota, "bytes", c->quota_bytes);
    rc |= set_left(quota, "bytes_left", left.bytes);
    rc |= set_limit(quota, "uploads", c->quota_uploads);
    rc |= set_left(quota, "uploads_left", left.uploads);
    return rc | json_set(to, "quota", quota);
}

/* What differs from client to client: a token may have a size limit of its own. Without a quota, or
 * for a client that may not upload, the quota is null. */
static int capabilities_add_own(struct json *to, struct exchange *x)
{
    const struct app *app = x->app;
    const struct config *c = &app->config;
    bool has_quota = c->quota_bytes != 0 || c->quota_uploads != 0;
    bool may_upload = gate_recognize(x, ACCESS_CREATE) == 0;
    int64_t own = x->principal.max_size, max = c->max_size;
    int rc = set_limit(to, "max_size", own > 0 && (max == 0 || own < max) ? own : max);

    if (!has_quota || !may_upload)
        return rc | json_set_null(to, "quota");
    return rc | capabilities_add_quota(to, x);
}

static int capabilities_fill(struct json *o, struct exchange *x)
{
    const struct app *app = x->app;
    const struct config *c = &app->config;

    int rc = json_set_string(o, "name", "loadline");
    rc |= json_set_string(o, "version", LOADLINE_VERSION);
    rc |= add_protocols(o, c);
    rc |= capabilities_add_own(o, x);
    rc |= set_limit(o, "chunk_size", c->chunk_size);
    rc |= add_accepted(o, c);
    rc |= add_list(o, "metadata_fields", c->metadata_fields);
    rc |= add_list(o, "uploaders", c->uploaders);
    bool gives = strcmp(c->download, "yes") == 0;
    rc |= json_set_string(o, "download", gives ? sendfile_by(x) : "no");
    rc |= add_words(o, "algorithms", CHECKSUM_ALGORITHMS);
    rc |= capabilities_add_url(o, "upload_url", x, c->upload_path);
    rc |= capabilities_add_url(o, "progress_url", x, c->progress_path);
    rc |= capabilities_add_url(o, "live_url", x, c->live_path);
    rc |= add_live(o, "live_events_url", x, "/events");
    rc |= add_live(o, "live_poll_url", x, "/poll");
    return rc == 0 ? 0 : ERR_NOMEM;
}

int capabilities_get(struct exchange *x)
{
    struct json *o = json_new_object();
    int rc = o == NULL ? ERR_NOMEM : capabilities_fill(o, x);

    if (rc == 0) {
        const char *text = json_text(o);
        /* It may have the client's own limits. */
        response_header(x->response, "Cache-Control", "private, no-cache");
        rc = response_send(x->response, 200, "application/json", text, strlen(text));
    }
    json_free(&o);
    return rc;
}
