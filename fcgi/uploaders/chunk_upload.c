/* SPDX-License-Identifier: MIT */
/*
 * A file that is sent again after it was complete is a new upload. So an id has generations; the
 * one in use is the one that is not complete. A missing generation costs one failed open().
 *
 * jQuery File Upload has no ids, and asks how much is stored of a name before it tells the size. So
 * files of one name and other sizes are generations of one id there, told apart by their records.
 */
#include "fcgi/uploaders/chunk_upload.h"

#include "base/clock.h"
#include "base/error.h"
#include "fcgi/app/app.h"
#include "fcgi/uploaders/derived_id.h"
#include "fcgi/uploaders/visitor.h"
#include "spool/store.h"

#include <string.h>

/* A file of one visitor, and what was found of it. */
struct search {
    const struct app *app;
    struct derived_from from;
    bool is_unique; /* the client's id is random: a complete upload has it for ever */
    int64_t size;   /* only uploads of that size count; -1: any */
    bool by_age;    /* of several open ones, the newest counts, not the first */
    int64_t newest_at;
    char newest_id[ID_SIZE];
    bool has_free, has_done;
    char free_id[ID_SIZE], done_id[ID_SIZE]; /* the first generation that is free, or done */
    struct glimpse *seen_out; /* of the upload that ends the search; NULL: not wanted */
};

static void chunk_upload_note(struct search *s, const char *id, bool is_free)
{
    bool *has = is_free ? &s->has_free : &s->has_done;

    if (!*has)
        memcpy(is_free ? s->free_id : s->done_id, id, ID_SIZE);
    *has = true;
}

static bool chunk_upload_is_recent(const struct search *s, const struct upload *u)
{
    return s->is_unique || clock_wall_ms() - u->updated_at < s->app->config.uploader_repeat_ms;
}

static bool chunk_upload_is_open(const struct upload *u)
{
    return !u->complete && !state_ended(u->state) && !upload_has_expired(u, clock_wall_ms());
}

/* Returns 0 if this upload ends the search. */
static int chunk_upload_judge(struct search *s, const struct upload *u)
{
    if (s->size >= 0 && u->size >= 0 && u->size != s->size)
        return ERR_NOT_FOUND;
    if (u->complete && chunk_upload_is_recent(s, u))
        chunk_upload_note(s, u->id, false);
    if (!chunk_upload_is_open(u))
        return ERR_NOT_FOUND;
    if (!s->by_age)
        return 0;
    if (*s->newest_id == '\0' || u->updated_at > s->newest_at) {
        memcpy(s->newest_id, u->id, ID_SIZE);
        s->newest_at = u->updated_at;
    }
    return ERR_NOT_FOUND;
}

/* Where hosts have spools of their own, the balancer may have sent other chunks of the file to
 * another one: then this one cannot complete it, and says so. An upload there that has ended, or
 * whose sender is long gone, only occupies the generation. */
static int chunk_upload_miss(struct search *s, const char *id)
{
    const struct app *app = s->app;
    struct progress_home home;
    int rc = ERR_NOT_FOUND;

    if (!s->has_free && app->elsewhere != NULL && *app->config.host_path != '\0')
        rc = elsewhere_find(app->elsewhere, app->store, id, &home);
    if (rc != ERR_ELSEWHERE)
        chunk_upload_note(s, id, true);
    else if (!home.has_ended && clock_wall_ms() - home.updated_at < app->config.uploader_repeat_ms)
        return rc;
    return ERR_NOT_FOUND;
}

/* Looks at one generation. Returns 0 if the upload is open, ERR_NOT_FOUND to go on, or an error. */
static int chunk_upload_look(struct search *s, unsigned generation, char id_out[ID_SIZE])
{
    struct glimpse seen;
    int rc = derived_id_make(&s->app->secret, &s->from, generation, id_out);

    if (rc != 0)
        return rc;
    rc = glimpse_take(s->app->store, id_out, &seen);
    if (rc == ERR_NOT_FOUND)
        return chunk_upload_miss(s, id_out);
    if (rc != 0)
        return rc;
    rc = chunk_upload_judge(s, &seen.upload);
    if (rc == 0 && s->seen_out != NULL)
        *s->seen_out = seen;
    else
        glimpse_free(&seen);
    return rc;
}

/* Looks at all generations of the file. Returns as chunk_upload_look(). */
static int chunk_upload_search(struct search *s, char id_out[ID_SIZE])
{
    int rc = ERR_NOT_FOUND;

    for (unsigned i = 0; rc == ERR_NOT_FOUND && i < DERIVED_ID_GENERATIONS; i++)
        rc = chunk_upload_look(s, i, id_out);
    if (rc != ERR_NOT_FOUND || *s->newest_id == '\0')
        return rc;
    memcpy(id_out, s->newest_id, ID_SIZE);
    return 0;
}

/* The result where no upload is open. */
static int chunk_upload_settle(const struct search *s, struct chunk_upload *out)
{
    if (!s->has_done && !s->has_free)
        return ERR_TOO_MANY;
    out->state = s->has_done ? CHUNK_UPLOAD_DONE : CHUNK_UPLOAD_NEW;
    memcpy(out->id, s->has_done ? s->done_id : s->free_id, ID_SIZE);
    return 0;
}

/* Searches under each of the visitor's names, and keeps what the first one gives. */
static int chunk_upload_search_visitor(struct search *s, const struct visitor *v,
                                       struct chunk_upload *out)
{
    struct search first = *s;

    if (v->count == 0)
        return ERR_VISITOR;
    for (size_t i = 0; i < v->count; i++) {
        struct search one = *s;
        one.from.who = v->numbers[i];
        int rc = chunk_upload_search(&one, out->id);
        if (rc != ERR_NOT_FOUND) {
            out->state = CHUNK_UPLOAD_OPEN;
            return rc;
        }
        if (i == 0 || (one.has_done && !first.has_done))
            first = one;
    }
    return chunk_upload_settle(&first, out);
}

/* What tells the files of one name apart, where the client has no id. */
static int64_t chunk_upload_total(const struct chunk *c)
{
    if (c->id != NULL || c->dialect->by_range)
        return -1;
    return c->total >= 0 ? c->total : c->count;
}

static struct search chunk_upload_begin(const struct exchange *x, const struct chunk *c)
{
    return (struct search){
        .app = x->app,
        .from = {.dialect = c->dialect->name,
                 .who = x->principal.owner,
                 .file = c->id != NULL ? c->id : c->name,
                 .total = chunk_upload_total(c)},
        .is_unique = chunk_is_unique(c),
        .size = c->dialect->by_range ? c->total : -1,
        .by_age = c->dialect->by_range && c->total < 0,
    };
}

int chunk_upload_find_free(struct exchange *x, const struct chunk *c, char id_out[ID_SIZE])
{
    struct search s = chunk_upload_begin(x, c);

    for (unsigned i = 0; !s.has_free && i < DERIVED_ID_GENERATIONS; i++) {
        int rc = chunk_upload_look(&s, i, id_out);
        if (rc != 0 && rc != ERR_NOT_FOUND)
            return rc;
    }
    memcpy(id_out, s.free_id, ID_SIZE);
    return s.has_free ? 0 : ERR_TOO_MANY;
}

int chunk_upload_find(struct exchange *x, const struct chunk *c, struct chunk_upload *out,
                      struct glimpse *seen_out)
{
    struct search s = chunk_upload_begin(x, c);
    struct visitor v;

    s.seen_out = seen_out;
    if (seen_out != NULL)
        glimpse_init(seen_out);
    if (s.from.file == NULL)
        return exchange_fail(x, ERR_PART, "A chunk without an identifier needs a file name");
    if (*s.from.who == '\0' && !s.is_unique) {
        visitor_parse(request_header(x->request, "Cookie"), &v);
        return chunk_upload_search_visitor(&s, &v, out);
    }
    int rc = chunk_upload_search(&s, out->id);
    out->state = CHUNK_UPLOAD_OPEN;
    return rc == ERR_NOT_FOUND ? chunk_upload_settle(&s, out) : rc;
}
