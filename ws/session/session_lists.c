/* SPDX-License-Identifier: MIT */
/*
 * Watches of upload lists: the client's own uploads, or all. An upload that a list reports is
 * watched like any other, so that its news takes the same path and access is checked each time.
 */
#include "ws/session/session_internal.h"

#include "base/error.h"

#include <stdlib.h>

static struct list_watch **session_lists_place_of(struct session *s, enum protocol_scope scope)
{
    return scope == PROTOCOL_OWNED ? &s->owned : &s->all;
}

static struct list_watch *list_watch_of(struct upload_list_listener *l)
{
    return (struct list_watch *)(void *)l;
}

/* Whether to pass over an upload, because its shard has its share of the places, and the others
 * have not. */
static bool list_watch_defers(struct list_watch *w, const char *id)
{
    const struct session *s = w->session;
    size_t shard = redis_shards_place(s->owner->lists->shards, id);
    const size_t limit = s->owner->limits.watches;

    if (s->watch_count >= limit || upload_list_has_room(&w->listener, shard, s->watched, limit) ||
        session_find_watch(s, id) != NULL)
        return false;
    w->listener.deferred |= 1U << shard;
    return true;
}

static void on_appear(struct upload_list_listener *l, const char *id)
{
    struct list_watch *w = list_watch_of(l);

    if (list_watch_defers(w, id))
        return;
    int rc = session_add_watch(w->session, id, w->ref, true);
    if (rc == 0 || w->full)
        return;
    w->full = true;
    session_refuse(w->session, w->ref, rc,
                   rc == ERR_TOO_MANY ? "There are more uploads than this connection may watch."
                                      : NULL);
}

static void on_complete(struct upload_list_listener *l)
{
    struct list_watch *w = list_watch_of(l);

    session_answer(w->session, protocol_watching_scope(w->ref, w->scope));
}

/* Returns the owner of the list, "" for all uploads, or NULL with an error. */
static const char *find_owner(const struct session *s, enum protocol_scope scope, int *rc)
{
    if (scope == PROTOCOL_ALL) {
        *rc = session_auth_permit_all(s);
        return *rc == 0 ? "" : NULL;
    }
    bool known = s->principal != NULL && s->principal->owner[0] != '\0';
    *rc = known ? 0 : ERR_BAD_REQUEST;
    return known ? s->principal->owner : NULL;
}

static int session_lists_begin(struct session *s, const struct protocol_request *r,
                               const char *owner)
{
    struct list_watch *w = calloc(1, sizeof *w);

    if (w == NULL)
        return ERR_NOMEM;
    w->listener.appear = on_appear;
    w->listener.complete = on_complete;
    w->session = s;
    w->ref = r->ref;
    w->scope = r->scope;
    int rc = upload_lists_join(s->owner->lists, owner, &w->listener);
    if (rc == 0)
        *session_lists_place_of(s, r->scope) = w;
    else
        free(w);
    return rc;
}

void session_lists_watch(struct session *s, const struct protocol_request *r)
{
    int rc;
    const char *owner = find_owner(s, r->scope, &rc);

    session_lists_unwatch(s, r->scope);
    if (rc == 0)
        rc = session_lists_begin(s, r, owner);
    if (rc == ERR_BAD_REQUEST)
        session_refuse(s, r->ref, rc, "This client has no owner: \"me\" has no uploads.");
    else if (rc != 0)
        session_refuse(s, r->ref, rc, NULL);
}

void session_lists_unwatch(struct session *s, enum protocol_scope scope)
{
    struct list_watch **place = session_lists_place_of(s, scope);

    if (*place == NULL)
        return;
    upload_lists_leave(s->owner->lists, &(*place)->listener);
    free(*place);
    *place = NULL;
}

void session_lists_end(struct session *s)
{
    session_lists_unwatch(s, PROTOCOL_OWNED);
    session_lists_unwatch(s, PROTOCOL_ALL);
}
