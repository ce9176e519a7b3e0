/* SPDX-License-Identifier: MIT */
/*
 * Creates a final upload, before or after its parts are complete. The order makes it safe at each
 * step: the first part lists the id, then the record exists, then the other parts list it, then all
 * parts are looked at. A part that ends or is removed in between is seen there, or finds the final
 * upload in its list. No part is locked, because its sender goes on.
 */
#include "fcgi/tus/tus_concat.h"

#include "base/clock.h"
#include "base/error.h"
#include "fcgi/app/host_path.h"
#include "fcgi/intake/intake_finals.h"
#include "fcgi/tus/tus_concat_again.h"
#include "upload/concat.h"
#include "upload/urls.h"

#include <stdlib.h>
#include <string.h>

#define SAID_MAX 120 /* bytes of a URL that a refusal quotes */
#define CAPABILITY_SIZE (ID_SIZE + KEY_SIZE)

struct parts {
    char ids[TUS_PARTS_MAX][ID_SIZE]; /* in the order of the request */
    bool is_other[TUS_PARTS_MAX];     /* its URL names another host */
    size_t count;
    char concat[sizeof "final;" + (size_t)TUS_PARTS_MAX * ID_SIZE]; /* as the record has it */
};

/* --- finding the parts --- */

/* Finds the part that a URL of len bytes names. Its key proves that it is ours. Host and path are
 * not compared, because proxies may have changed both. */
static int parse_part(struct exchange *x, const char *url, size_t len, struct parts *p)
{
    const struct app *app = x->app;
    char last[CAPABILITY_SIZE] = "";
    size_t path_len = 0, from = 0;

    for (; path_len < len && strchr("?#", url[path_len]) == NULL; path_len++)
        if (url[path_len] == '/')
            from = path_len + 1;
    if (path_len - from < sizeof last)
        memcpy(last, url + from, path_len - from);
    if (id_parse_capability(&app->secret, last, p->ids[p->count]) != 0)
        return exchange_fail(x, ERR_BAD_CONCAT, "There is no part %.*s",
                             (int)(len < SAID_MAX ? len : SAID_MAX), url);
    const char *host_path = urls_host_path(&app->config, url, from);
    p->is_other[p->count] = *host_path != '\0' && strcmp(host_path, app->config.host_path) != 0;
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
        int rc = parse_part(x, at, len, p);
        if (rc != 0)
            return rc;
        p->count++;
        at += len;
    }
    return p->count > 0 ? 0 : exchange_fail(x, ERR_BAD_CONCAT, "Upload-Concat names no part");
}

/* Replaces the URLs of the request by ids, as a record has them. */
static void tus_concat_rewrite(struct parts *p, struct intake_offer *offer)
{
    char *to = stpcpy(p->concat, "final;");

    for (size_t i = 0; i < p->count; i++) {
        if (i > 0)
            *to++ = ' ';
        to = mempcpy(to, p->ids[i], ID_LEN);
    }
    *to = '\0';
    offer->concat = p->concat;
}

/* --- checking them --- */

static int check_part(struct exchange *x, const struct upload *u)
{
    const struct app *app = x->app;

    if (u->kind != KIND_PARTIAL)
        return exchange_fail(x, ERR_BAD_CONCAT, "%s is not a partial upload", u->id);
    if (state_ended(u->state) && u->state != STATE_DONE)
        return exchange_fail(x, ERR_BAD_CONCAT, "The part %s has failed", u->id);
    if (finals_has_expired(app->store, u, clock_wall_ms()))
        return exchange_fail(x, ERR_BAD_CONCAT, "The part %s has expired", u->id);
    if (strcmp(u->owner == NULL ? "" : u->owner, x->principal.owner) != 0)
        return exchange_fail(x, ERR_BAD_CONCAT, "The part %s belongs to another owner", u->id);
    return 0;
}

/* A part that is not here: ERR_ELSEWHERE if another host has it. */
static int tus_concat_miss(struct exchange *x, const char *id, bool is_other)
{
    const struct app *app = x->app;
    int rc = host_path_has_others(&app->config) ? elsewhere_ask(app->elsewhere, app->store, id)
                                                : ERR_NOT_FOUND;

    if (rc == ERR_ELSEWHERE || (rc != 0 && is_other))
        return exchange_fail(x, ERR_ELSEWHERE, "The parts are on another host");
    return exchange_fail(x, ERR_BAD_CONCAT, "There is no part %s", id);
}

/* Gives the size of a part, -1 if it is unknown. */
static int tus_concat_measure(struct exchange *x, const struct parts *p, size_t i,
                              int64_t *size_out)
{
    const struct app *app = x->app;
    struct upload u;
    int rc = store_load(app->store, p->ids[i], &u);

    if (rc == ERR_NOT_FOUND)
        return tus_concat_miss(x, p->ids[i], p->is_other[i]);
    if (rc == 0)
        rc = check_part(x, &u);
    *size_out = u.size;
    upload_free(&u);
    return rc;
}

/* Checks all parts and adds up their sizes; -1: one is unknown. ERR_ELSEWHERE: another host has
 * them; ERR_APART: it has some of them. */
static int add_up(struct exchange *x, const struct parts *p, int64_t *sum_out)
{
    int64_t sum = 0, size;
    bool is_known = true;
    size_t away = 0;

    for (size_t i = 0; i < p->count; i++) {
        int rc = tus_concat_measure(x, p, i, &size);
        if (rc == ERR_ELSEWHERE && ++away > 0)
            continue;
        if (rc != 0)
            return rc;
        if (size < 0)
            is_known = false;
        else if (size > INT64_MAX - sum)
            return ERR_TOO_LARGE;
        else
            sum += size;
    }
    *sum_out = is_known ? sum : -1;
    if (away > 0 && away < p->count)
        return exchange_fail(x, ERR_APART, "The parts were sent to different hosts");
    return away > 0 ? ERR_ELSEWHERE : 0;
}

/* --- creating the final upload --- */

static int tus_concat_note(struct exchange *x, struct finals *list, const char *part_id)
{
    int rc = finals_add(list, x->id);

    if (rc == ERR_TOO_MANY)
        return exchange_fail(x, ERR_BAD_CONCAT,
                             "The part %s belongs to %d final uploads that are not finished",
                             part_id, FINALS_MAX);
    return rc;
}

/* Lets the other parts list the final upload. */
static int tus_concat_note_all(struct exchange *x, const struct parts *p)
{
    struct app *app = x->app;

    for (size_t i = 1; i < p->count; i++) {
        struct finals *list = NULL;
        if (strcmp(p->ids[i], p->ids[0]) == 0)
            continue;
        int rc = finals_open(app->store, p->ids[i], (int)app->config.lock_wait_ms, &list);
        if (rc == 0)
            rc = tus_concat_note(x, list, p->ids[i]);
        finals_close(&list);
        if (rc == ERR_NOT_FOUND)
            return exchange_fail(x, ERR_BAD_CONCAT, "There is no part %s", p->ids[i]);
        if (rc != 0)
            return rc;
    }
    return 0;
}

/* Creates the record. A second request for the same parts finds it by the first part's list. */
static int tus_concat_make(struct exchange *x, struct intake_offer *offer, const struct parts *p,
                           struct finals *list)
{
    struct app *app = x->app;
    const struct config *c = &app->config;
    struct upload u;

    offer->id = x->id;
    offer->open_end = true; /* it ends when its parts are looked at */
    /* Without stages there may be no worker. */
    offer->in_parts = offer->size > c->inline_work_bytes && c->stage_count > 0;
    int rc = id_make(x->id);
    if (rc == 0)
        rc = tus_concat_note(x, list, p->ids[0]);
    if (rc == 0)
        rc = finals_sync(list);
    if (rc == 0)
        rc = intake_create(app, offer, &u);
    if (rc == 0)
        upload_free(&u);
    return rc;
}

/* Finds or makes the record, alone among requests for final uploads with this first part. */
static int tus_concat_find_or_make(struct exchange *x, struct intake_offer *offer,
                                   const struct parts *p, bool *is_made_out)
{
    struct app *app = x->app;
    struct finals *list = NULL;
    int rc = finals_open(app->store, p->ids[0], (int)app->config.lock_wait_ms, &list);

    *is_made_out = false;
    if (rc == ERR_NOT_FOUND)
        return exchange_fail(x, ERR_BAD_CONCAT, "There is no part %s", p->ids[0]);
    if (rc == 0 && !tus_concat_find(x, offer, p->ids[0], x->id)) {
        rc = tus_concat_make(x, offer, p, list);
        *is_made_out = rc == 0;
    }
    finals_close(&list);
    return rc;
}

/* Joins the parts if they are complete. A busy final upload is being looked at by a part's sender.
 */
static int tus_concat_look(struct exchange *x)
{
    int rc = intake_finals_look_at(x->app, x->id);

    if (rc == ERR_BAD_CONCAT)
        return exchange_fail(x, rc, "A part was removed or failed");
    return rc == ERR_LOCKED ? 0 : rc;
}

/* Whether it waits for its parts, and when it expires then; 0: never. */
static bool tus_concat_is_open(const struct app *app, const char *id, int64_t *expires_at_out)
{
    struct upload u;
    bool is_open = store_load(app->store, id, &u) == 0 && concat_is_open(&u);

    *expires_at_out = is_open ? u.expires_at : 0;
    upload_free(&u);
    return is_open;
}

/* Takes the open final upload on from wherever an earlier request left it. */
static int tus_concat_finish(struct exchange *x, const struct parts *p, int64_t *expires_at_out)
{
    if (!tus_concat_is_open(x->app, x->id, expires_at_out))
        return 0;
    int rc = tus_concat_note_all(x, p);
    if (rc == 0)
        rc = tus_concat_look(x);
    if (rc == 0)
        (void)tus_concat_is_open(x->app, x->id, expires_at_out);
    return rc;
}

int tus_concat_create(struct exchange *x, struct intake_offer *offer, int64_t *expires_at_out)
{
    struct parts *p = calloc(1, sizeof *p);
    bool is_made = false;

    if (p == NULL)
        return ERR_NOMEM;
    int rc = parse_parts(x, offer->concat, p);
    if (rc == 0) {
        tus_concat_rewrite(p, offer);
        rc = add_up(x, p, &offer->size);
    }
    if (rc == 0)
        rc = tus_concat_find_or_make(x, offer, p, &is_made);
    if (rc == 0)
        rc = tus_concat_finish(x, p, expires_at_out);
    if (rc != 0 && is_made)
        (void)intake_remove(x->app, x->id);
    offer->concat = NULL; /* it was p's */
    free(p);
    return rc;
}
