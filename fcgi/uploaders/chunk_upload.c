/* SPDX-License-Identifier: MIT */
/*
 * A file that is sent again after it was complete is a new upload. So an id has generations; the
 * one in use is the one that is not complete. A missing generation costs one failed open().
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
    bool has_free, has_done;
    char free_id[ID_SIZE], done_id[ID_SIZE]; /* the first generation that is free, or done */
};

static void chunk_upload_note(struct search *s, const char *id, bool is_free)
{
    bool *has = is_free ? &s->has_free : &s->has_done;

    if (!*has)
        memcpy(is_free ? s->free_id : s->done_id, id, ID_SIZE);
    *has = true;
}

static bool chunk_upload_is_recent(const struct app *app, const struct upload *u)
{
    return clock_wall_ms() - u->updated_at < app->config.uploader_repeat_ms;
}

/* Looks at one generation. Returns 0 if the upload is open, ERR_NOT_FOUND to go on, or an error. */
static int chunk_upload_look(struct search *s, unsigned generation, char id_out[ID_SIZE])
{
    struct upload u;
    int rc = derived_id_make(&s->app->secret, &s->from, generation, id_out);

    if (rc != 0)
        return rc;
    rc = store_peek(s->app->store, id_out, &u);
    if (rc == ERR_NOT_FOUND)
        chunk_upload_note(s, id_out, true);
    if (rc != 0)
        return rc;
    bool is_open = !u.complete && !state_ended(u.state) && !upload_has_expired(&u, clock_wall_ms());
    if (u.complete && chunk_upload_is_recent(s->app, &u))
        chunk_upload_note(s, id_out, false);
    upload_free(&u);
    return is_open ? 0 : ERR_NOT_FOUND;
}

/* Looks at all generations of the file. Returns as chunk_upload_look(). */
static int chunk_upload_search(struct search *s, char id_out[ID_SIZE])
{
    int rc = ERR_NOT_FOUND;

    for (unsigned i = 0; rc == ERR_NOT_FOUND && i < DERIVED_ID_GENERATIONS; i++)
        rc = chunk_upload_look(s, i, id_out);
    return rc;
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

/* Searches under each of the visitor's names, and keeps what the oldest one gives. */
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

int chunk_upload_find(struct exchange *x, const struct chunk *c, struct chunk_upload *out)
{
    struct search s = {.app = x->app,
                       .from = {.dialect = c->dialect->name,
                                .who = x->principal.owner,
                                .file = c->id != NULL ? c->id : c->name,
                                .total = c->id != NULL   ? -1
                                         : c->total >= 0 ? c->total
                                                         : c->count}};
    struct visitor v;

    if (s.from.file == NULL)
        return exchange_fail(x, ERR_PART, "A chunk without an identifier needs a file name");
    if (*s.from.who == '\0' && !c->dialect->unique) {
        visitor_parse(request_header(x->request, "Cookie"), &v);
        return chunk_upload_search_visitor(&s, &v, out);
    }
    int rc = chunk_upload_search(&s, out->id);
    out->state = CHUNK_UPLOAD_OPEN;
    return rc == ERR_NOT_FOUND ? chunk_upload_settle(&s, out) : rc;
}
