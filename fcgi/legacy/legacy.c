/* SPDX-License-Identifier: MIT */
/*
 * The table of formats, the parsing of their requests, and the search for the documents.
 */
#include "fcgi/legacy/legacy.h"

#include "fcgi/app/alias.h"
#include "base/clock.h"
#include "base/error.h"
#include "fcgi/legacy/legacy_view.h"
#include "base/log.h"
#include "upkeep/document_reader.h"
#include "fcgi/status/poll.h"
#include "progress/progress_document.h"

#include <ctype.h>
#include <string.h>

#define BODY_MAX 65536
#define CALLBACK_SIZE 65 /* 1 to 64 characters */

#define NGINX_EXPIRES "Thu, 01 Jan 1970 00:00:01 GMT"
#define APACHE_EXPIRES "Mon, 28 Sep 1970 06:00:00 GMT"
#define LIGHTTPD_EXPIRES "Thu, 19 Nov 1981 08:52:00 GMT"
#define LIGHTTPD_CACHE "no-store, no-cache, must-revalidate, post-check=0, pre-check=0"
#define JAVASCRIPT "application/javascript"

enum callback {
    CALLBACK_NONE,
    CALLBACK_ALLOWED,
    CALLBACK_ALWAYS /* "(...);" even without a name */
};

struct legacy_format {
    const char *name, *type, *expires, *cache, *end;
    enum callback callback;
    bool (*is_alias)(const char *text); /* false: ERR_BAD_REQUEST; NULL: no check */
    void (*print)(const struct legacy_view *v, struct buffer *out);
};

/* 8 to 128 of these characters, as in mod_upload_progress. */
static bool is_apache_alias(const char *text)
{
    size_t len = strlen(text);

    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)text[i]) && strchr("-_.:/!{}", text[i]) == NULL)
            return false;
    return len >= 8 && len <= 128;
}

static const struct legacy_format formats[] = {
    {"nginx", "application/json", NGINX_EXPIRES, "no-cache", "\r\n", CALLBACK_NONE, NULL,
     legacy_print_nginx},
    {"nginx-jsonp", JAVASCRIPT, NGINX_EXPIRES, "no-cache", "\r\n", CALLBACK_ALWAYS, NULL,
     legacy_print_nginx},
    {"nginx-javascript", "text/javascript", NGINX_EXPIRES, "no-cache", "\r\n", CALLBACK_ALWAYS,
     NULL, legacy_print_nginx},
    {"nginx-java", "text/javascript", NGINX_EXPIRES, "no-cache", "\r\n", CALLBACK_NONE, NULL,
     legacy_print_nginx_java},
    {"apache", "application/json", APACHE_EXPIRES, "no-cache", "\r\n", CALLBACK_ALLOWED,
     is_apache_alias, legacy_print_apache},
    {"lighttpd", "text/xml", LIGHTTPD_EXPIRES, LIGHTTPD_CACHE, "", CALLBACK_NONE, NULL,
     legacy_print_lighttpd},
    {"php", "application/json", LIGHTTPD_EXPIRES, "no-store", "", CALLBACK_NONE, NULL,
     legacy_print_php},
    {"pecl", "application/json", LIGHTTPD_EXPIRES, "no-store", "", CALLBACK_NONE, NULL,
     legacy_print_pecl},
};

static const struct legacy_format *find_format(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

/* --- the request --- */

/* Reads the callback's name, "" for none. JSONP runs with the rights of any page that includes it.
 * So it is refused if the browser authenticates by itself (cookies and the like). */
static int read_callback(struct exchange *x, const struct legacy_format *f, char *out)
{
    int err = f->callback == CALLBACK_NONE
                  ? ERR_NOT_FOUND
                  : request_query_value(x->request, "callback", out, CALLBACK_SIZE);
    size_t len = err == 0 ? strlen(out) : 0;

    if (f->callback == CALLBACK_ALWAYS || err != ERR_NOT_FOUND)
        if (access_is_ambient(&x->principal))
            return exchange_fail(x, ERR_FORBIDDEN, "JSONP is not allowed with a cookie or user");
    if (err == ERR_NOT_FOUND) {
        *out = '\0';
        return 0;
    }
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)out[i]) && strchr("._$", out[i]) == NULL)
            len = 0;
    return len > 0 ? 0
                   : exchange_fail(x, ERR_BAD_REQUEST,
                                   "callback takes 1 to 64 letters, digits, \".\", \"_\", \"$\"");
}

/* Reads the alias; "" if no client can have chosen it. */
static int read_alias(struct exchange *x, const struct legacy_format *f, char *out)
{
    int err = alias_of_request(x->request, out);

    if (err == ERR_NOT_FOUND)
        return exchange_fail(x, ERR_NOT_FOUND, "The request has no " ALIAS_HEADER);
    if (f->is_alias != NULL && (err != 0 || !f->is_alias(out)))
        return exchange_fail(x, ERR_BAD_REQUEST, "Invalid " ALIAS_HEADER);
    if (err != 0 || !progress_alias_valid(out))
        *out = '\0';
    return 0;
}

/* --- the documents --- */

/* The documents whose strings a view borrows. */
struct known {
    struct json *form, *files[LEGACY_FILES_MAX];
    size_t count;
};

static struct json *legacy_parse(const struct document *doc)
{
    struct json *j = NULL;

    if (doc->text != NULL)
        (void)json_parse(doc->text, doc->len, PROGRESS_DEPTH_MAX, &j);
    return j;
}

/* An alias is in the shard of its upload, which only the alias tells: each shard is asked. If two
 * uploads in different shards have it, the first shard's is taken. */
static int find_alias(struct exchange *x, const char *scope, const char *alias, char id[ID_SIZE])
{
    const struct poll_app *app = x->app;
    size_t shards = document_reader_shard_count(x->thread), away = shards;
    int err = ERR_NOT_FOUND;

    for (size_t i = 0; err == ERR_NOT_FOUND && i < shards; i++) {
        err = progress_alias_find(document_reader_redis(x->thread, i), app->config.redis_prefix,
                                  scope, alias, id);
        if (err == ERR_REDIS && i + 1 < shards) {
            away = i;
            err = ERR_NOT_FOUND;
        }
    }
    if (err != ERR_NOT_FOUND || away == shards)
        return err;
    (void)document_reader_redis(x->thread, away); /* the failure is its */
    return ERR_REDIS;
}

static int find_form(struct exchange *x, const char *alias, struct known *k)
{
    const struct poll_app *app = x->app;
    char id_text[ID_SIZE], scope[CLIENT_IDENTITY_SIZE];
    const char *id = id_text;
    struct document doc = {0};

    if (access_is_limited(&x->principal))
        return 0;
    int err = alias_scope(&app->config, app->has_secret ? &app->secret : NULL, x->request,
                          x->principal.owner, scope);

    if (err == 0)
        err = find_alias(x, scope, alias, id_text);
    if (err == ERR_NOT_FOUND)
        return 0;
    if (err == 0)
        err = document_reader_read(x->thread, &id, 1, &doc);
    k->form = legacy_parse(&doc);
    document_reader_release(&doc, 1);
    return err;
}

/* Loads the files listed in the form's result. */
static int find_files(struct exchange *x, struct known *k, struct legacy_view *v)
{
    const struct json *list = json_member(json_member(k->form, "result"), "files");
    const char *ids[LEGACY_FILES_MAX], *fields[LEGACY_FILES_MAX];
    struct document docs[LEGACY_FILES_MAX];
    size_t n = 0;

    for (size_t i = 0; i < json_count(list) && n < LEGACY_FILES_MAX; i++) {
        ids[n] = json_get_string(json_item(list, i), "id", "");
        fields[n] = json_get_string(json_item(list, i), "field", "");
        n += id_valid(ids[n]) ? 1 : 0;
    }
    if (n == 0)
        return 0;
    int err = document_reader_read(x->thread, ids, n, docs);
    for (size_t i = 0; i < n && err == 0; i++) {
        k->files[k->count] = legacy_parse(&docs[i]);
        if (k->files[k->count] != NULL)
            legacy_view_add_file(v, fields[i], k->files[k->count++]);
    }
    document_reader_release(docs, n);
    return err;
}

static void known_free(struct known *k)
{
    json_free(&k->form);
    for (size_t i = 0; i < k->count; i++)
        json_free(&k->files[i]);
}

/* --- the answer --- */

static int send_text(struct exchange *x, const struct legacy_format *f, const char *callback,
                     const struct legacy_view *v)
{
    bool wrapped = *callback != '\0' || f->callback == CALLBACK_ALWAYS;
    const char *type = f->type;
    struct buffer b;

    buffer_init(&b, BODY_MAX);
    buffer_add_string(&b, callback);
    buffer_add_string(&b, wrapped ? "(" : "");
    f->print(v, &b);
    buffer_add_string(&b, wrapped ? ");" : "");
    buffer_add_string(&b, f->end);
    /* Browsers refuse to run a script that is labelled as JSON. */
    if (f->callback == CALLBACK_ALLOWED && wrapped)
        type = JAVASCRIPT;
    if (f->print == legacy_print_lighttpd) {
        response_header(x->response, "Pragma", "no-cache");
        type = v->state == LEGACY_UPLOADING ? type : "text/plain";
    }
    response_header(x->response, "Expires", f->expires);
    response_header(x->response, "Cache-Control", f->cache);
    int err = buffer_error(&b);
    if (err == 0)
        (void)response_send(x->response, 200, type, b.data, b.len);
    buffer_free(&b);
    return err;
}

static int legacy_answer(struct exchange *x, const struct legacy_format *f)
{
    char alias[PROGRESS_ALIAS_SIZE], callback[CALLBACK_SIZE];
    struct known k = {0};
    struct legacy_view v;

    int err = read_alias(x, f, alias);
    if (err == 0)
        err = read_callback(x, f, callback);
    if (err == 0 && x->thread == NULL)
        err = ERR_NOMEM;
    if (err == 0 && *alias != '\0')
        err = find_form(x, alias, &k);
    if (err == 0) {
        legacy_view_make(k.form, alias, clock_wall_ms(), &v);
        if (f->print == legacy_print_php || f->print == legacy_print_pecl)
            err = find_files(x, &k, &v);
    }
    if (err == ERR_REDIS)
        document_reader_log_failure(x->thread);
    if (err == 0)
        err = send_text(x, f, callback, &v);
    known_free(&k);
    return err;
}

bool legacy_is_asked(const struct request *r)
{
    char alias[PROGRESS_ALIAS_SIZE], ids[2];

    return alias_of_request(r, alias) != ERR_NOT_FOUND &&
           request_query_value(r, "ids", ids, sizeof ids) == ERR_NOT_FOUND;
}

int legacy_default(struct exchange *x)
{
    const struct poll_app *app = x->app;

    return legacy_answer(x, find_format(app->config.legacy_format));
}

int legacy_named(struct exchange *x)
{
    const struct legacy_format *f = find_format(x->rest + strlen(LEGACY_PATH));

    return f != NULL ? legacy_answer(x, f)
                     : exchange_fail(x, ERR_NOT_FOUND, "There is no such format");
}
