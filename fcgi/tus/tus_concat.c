/* SPDX-License-Identifier: MIT */
/*
 * Locks the parts in the order of their ids, each once, independent of the order in the request. So
 * two requests for the same parts cannot deadlock.
 */
#include "fcgi/tus/tus_concat.h"

#include "spool/store_parts.h"
#include "base/clock.h"
#include "base/error.h"
#include "spool/finals.h"
#include "spool/lock.h"
#include "fcgi/tus/tus_concat_again.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PARTIAL "partial"
#define FINAL "final"
#define SAID_MAX 120 /* bytes of a URL that a refusal quotes */
#define CAPABILITY_SIZE (ID_SIZE + KEY_SIZE)
#define ANSWER_MAX (32 * 1024) /* bytes of Upload-Concat: TUS_PARTS_MAX ids with their keys */

struct part {
    char id[ID_SIZE];
    int64_t size;
};

struct parts {
    struct part list[TUS_PARTS_MAX]; /* in the order of the request */
    size_t count;
    struct lock *locks[TUS_PARTS_MAX];
    size_t locked;
};

int tus_concat_parse(const char *field, enum tus_concat *out)
{
    *out = TUS_CONCAT_NONE;
    if (field == NULL)
        return 0;
    if (strcmp(field, PARTIAL) == 0)
        *out = TUS_CONCAT_PARTIAL;
    else if (strncmp(field, FINAL, strlen(FINAL)) == 0 &&
             field[strlen(FINAL) + strspn(field + strlen(FINAL), " ")] == ';')
        *out = TUS_CONCAT_FINAL;
    return *out == TUS_CONCAT_NONE ? ERR_BAD_CONCAT : 0;
}

bool tus_concat_is_final(const struct upload *u)
{
    enum tus_concat what;

    return tus_concat_parse(u->concat, &what) == 0 && what == TUS_CONCAT_FINAL;
}

/* Appends the URLs of the listed ids. The record holds only ids, because keys derive from them. The
 * URLs are relative references: parts lie beside the upload under every base URL. */
static int add_parts(const struct app *app, const char *ids, struct buffer *out)
{
    char id[ID_SIZE], key[KEY_SIZE];

    for (const char *at = ids; *at != '\0'; at += strspn(at, " ")) {
        size_t len = strcspn(at, " ");
        (void)snprintf(id, sizeof id, "%.*s", (int)len, at);
        int rc = key_make(&app->secret, id, key);
        if (rc != 0)
            return rc;
        buffer_addf(out, "%s%s.%s", at > ids ? " " : "", id, key);
        at += len;
    }
    return buffer_error(out);
}

int tus_concat_answer(struct exchange *x, const struct upload *u)
{
    const char *ids = tus_concat_is_final(u) ? strchr(u->concat, ';') + 1 : "";
    struct buffer b;

    if (u->concat == NULL)
        return 0;
    buffer_init(&b, ANSWER_MAX);
    buffer_add(&b, u->concat, strlen(u->concat) - strlen(ids));
    int rc = add_parts(x->app, ids, &b);
    if (rc == 0)
        response_header(x->response, "Upload-Concat", buffer_text(&b));
    buffer_free(&b);
    return rc;
}

/* --- finding the parts --- */

/* Finds the part that a URL of len bytes names. Its key proves that it is ours. Host and path are
 * not compared, because proxies may have changed both. */
static int parse_part(struct exchange *x, const char *url, size_t len, struct part *out)
{
    const struct app *app = x->app;
    char last[CAPABILITY_SIZE] = "";
    size_t path_len = 0, from = 0;

    for (; path_len < len && strchr("?#", url[path_len]) == NULL; path_len++)
        if (url[path_len] == '/')
            from = path_len + 1;
    if (path_len - from < sizeof last)
        memcpy(last, url + from, path_len - from);
    if (id_parse_capability(&app->secret, last, out->id) != 0)
        return exchange_fail(x, ERR_BAD_CONCAT, "There is no part %.*s",
                             (int)(len < SAID_MAX ? len : SAID_MAX), url);
    return 0;
}

static int parse_parts(struct exchange *x, const char *field, struct parts *p)
{
    for (const char *at = strchr(field, ';') + 1;;) {
        at += strspn(at, " ");
        if (*at == '\0')
            break;
        size_t len = strcspn(at, " ");
        if (p->count == TUS_PARTS_MAX)
            return exchange_fail(x, ERR_BAD_CONCAT, "At most %d parts are allowed", TUS_PARTS_MAX);
        int rc = parse_part(x, at, len, &p->list[p->count]);
        if (rc != 0)
            return rc;
        p->count++;
        at += len;
    }
    return p->count > 0 ? 0 : exchange_fail(x, ERR_BAD_CONCAT, "Upload-Concat names no part");
}

/* --- locking them --- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int lock_parts(struct exchange *x, struct parts *p)
{
    const struct app *app = x->app;
    const char *ids[TUS_PARTS_MAX];

    for (size_t i = 0; i < p->count; i++)
        ids[i] = p->list[i].id;
    qsort(ids, p->count, sizeof *ids, by_text);
    for (size_t i = 0; i < p->count; i++) {
        if (i > 0 && strcmp(ids[i], ids[i - 1]) == 0)
            continue;
        int rc = lock_take_over(
            app->store, ids[i],
            &(struct lock_claim){.verb = LOCK_POST, .wait_ms = (int)app->config.lock_wait_ms},
            &p->locks[p->locked]);
        if (rc == ERR_NOT_FOUND)
            return exchange_fail(x, ERR_BAD_CONCAT, "There is no part %s", ids[i]);
        if (rc != 0)
            return rc;
        p->locked++;
    }
    return 0;
}

static void parts_free(struct parts *p)
{
    for (size_t i = 0; p != NULL && i < p->locked; i++)
        lock_release(&p->locks[i]);
    free(p);
}

/* --- checking them --- */

static int check_part(struct exchange *x, struct part *part)
{
    const struct app *app = x->app;
    struct upload u;
    int rc = store_load(app->store, part->id, &u);

    if (rc == ERR_NOT_FOUND)
        return exchange_fail(x, ERR_BAD_CONCAT, "There is no part %s", part->id);
    if (rc != 0)
        return rc;
    if (u.kind != KIND_PARTIAL)
        rc = exchange_fail(x, ERR_BAD_CONCAT, "%s is not a partial upload", part->id);
    else if (!u.complete)
        rc = exchange_fail(x, ERR_BAD_CONCAT, "The part %s is not complete", part->id);
    else if (upload_has_expired(&u, clock_wall_ms()))
        rc = exchange_fail(x, ERR_BAD_CONCAT, "The part %s has expired", part->id);
    else if (strcmp(u.owner == NULL ? "" : u.owner, x->principal.owner) != 0)
        rc = exchange_fail(x, ERR_BAD_CONCAT, "The part %s belongs to another owner", part->id);
    part->size = u.size;
    upload_free(&u);
    return rc;
}

static int add_up(struct exchange *x, struct parts *p, int64_t *sum_out)
{
    int64_t sum = 0;

    for (size_t i = 0; i < p->count; i++) {
        int rc = check_part(x, &p->list[i]);
        if (rc != 0)
            return rc;
        if (p->list[i].size > INT64_MAX - sum)
            return ERR_TOO_LARGE;
        sum += p->list[i].size;
    }
    *sum_out = sum;
    return 0;
}

/* --- creating the final upload --- */

static int tus_concat_copy_part(struct intake *in, struct store *s, const struct part *part)
{
    int fd;
    int rc = store_open_data(s, part->id, false, &fd);

    if (rc != 0)
        return rc;
    rc = intake_copy(in, fd, part->size);
    close(fd);
    return rc;
}

/* Copies the parts into the new upload and finishes it; removes it on failure. */
static int tus_concat_fill(struct exchange *x, const struct parts *p)
{
    struct app *app = x->app;
    struct intake *in = NULL;
    int rc = intake_open(app, x->id, LOCK_POST, NULL, &in);

    for (size_t i = 0; rc == 0 && i < p->count; i++)
        rc = tus_concat_copy_part(in, app->store, &p->list[i]);
    if (rc == 0)
        rc = intake_finish(&in);
    intake_leave(&in);
    if (rc != 0)
        (void)intake_remove(app, x->id);
    return rc;
}

/* Links the parts for the worker; removes the new upload on failure. */
static int hand_over(struct exchange *x, const struct parts *p)
{
    struct app *app = x->app;
    struct intake *in = NULL;
    int rc = intake_open(app, x->id, LOCK_POST, NULL, &in);

    for (unsigned i = 0; rc == 0 && i < p->count; i++)
        rc = store_parts_add(app->store, x->id, i, p->list[i].id);
    if (rc == 0)
        rc = store_parts_sync(app->store, x->id);
    if (rc == 0)
        rc = intake_hand_over(&in);
    intake_leave(&in);
    if (rc != 0)
        (void)intake_remove(app, x->id);
    return rc;
}

/* Creates the upload and records it with its first part before filling it, so that a second request
 * for the same parts finds it. */
static int tus_concat_make(struct exchange *x, struct intake_offer *offer, const struct parts *p)
{
    struct app *app = x->app;
    const struct config *c = &app->config;
    struct upload u;

    upload_init(&u);
    /* Without stages there may be no worker. */
    offer->in_parts = offer->size > c->inline_work_bytes && c->stage_count > 0;
    int rc = intake_create(app, offer, &u);
    if (rc == 0) {
        memcpy(x->id, u.id, ID_SIZE);
        rc = finals_add(app->store, p->list[0].id, u.id);
        if (rc != 0)
            (void)intake_remove(app, x->id);
        else if (offer->size > 0)
            rc = offer->in_parts ? hand_over(x, p) : tus_concat_fill(x, p);
    }
    upload_free(&u);
    return rc;
}

int tus_concat_create(struct exchange *x, struct intake_offer *offer)
{
    struct parts *p = calloc(1, sizeof *p);

    if (p == NULL)
        return ERR_NOMEM;
    int rc = parse_parts(x, offer->concat, p);
    if (rc == 0)
        rc = lock_parts(x, p);
    if (rc == 0)
        rc = add_up(x, p, &offer->size);
    if (rc == 0 && !tus_concat_find(x, offer, p->list[0].id, x->id))
        rc = tus_concat_make(x, offer, p);
    parts_free(p);
    return rc;
}
