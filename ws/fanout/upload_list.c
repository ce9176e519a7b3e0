/* SPDX-License-Identifier: MIT */
/*
 * Upload lists, kept in a plain linked list: there is one for each owner who watches, so they are
 * few.
 */
#include "ws/fanout/upload_list.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

void upload_lists_init(struct upload_lists *s)
{
    memset(s, 0, sizeof *s);
    TAILQ_INIT(&s->all);
}

struct upload_list *upload_lists_find(const struct upload_lists *s, const char *owner)
{
    struct upload_list *r = TAILQ_FIRST(&s->all);

    while (r != NULL && strcmp(r->owner, owner) != 0)
        r = TAILQ_NEXT(r, entry);
    return r;
}

static struct upload_list *upload_list_new(struct upload_lists *s, const char *owner)
{
    struct upload_list *r = calloc(1, sizeof *r);

    if (r == NULL)
        return NULL;
    memcpy(r->owner, owner, strlen(owner) + 1);
    TAILQ_INIT(&r->listeners);
    TAILQ_INSERT_TAIL(&s->all, r, entry);
    return r;
}

int upload_lists_join(struct upload_lists *s, const char *owner, struct upload_list_listener *l)
{
    if (strlen(owner) >= sizeof(((struct upload_list *)0)->owner))
        return ERR_BOUND;
    struct upload_list *r = upload_lists_find(s, owner);
    if (r == NULL)
        r = upload_list_new(s, owner);
    if (r == NULL)
        return ERR_NOMEM;
    l->roster = r;
    l->read = l->answered = false;
    TAILQ_INSERT_TAIL(&r->listeners, l, entry);
    s->joined(s->arg, r);
    return 0;
}

void upload_lists_leave(struct upload_lists *s, struct upload_list_listener *l)
{
    struct upload_list *r = l->roster;

    if (r == NULL)
        return;
    TAILQ_REMOVE(&r->listeners, l, entry);
    l->roster = NULL;
    if (!TAILQ_EMPTY(&r->listeners))
        return;
    s->deserted(s->arg, r);
    TAILQ_REMOVE(&s->all, r, entry);
    free(r);
}

void upload_list_appear(struct upload_list *r, const char *id, bool old)
{
    struct upload_list_listener *l;

    for (l = TAILQ_FIRST(&r->listeners); l != NULL; l = TAILQ_NEXT(l, entry))
        if (!old || !l->read)
            l->appear(l, id);
}

void upload_list_forget(struct upload_list *r)
{
    struct upload_list_listener *l;

    r->subscribed = false;
    for (l = TAILQ_FIRST(&r->listeners); l != NULL; l = TAILQ_NEXT(l, entry))
        l->read = false;
}

void upload_list_complete(struct upload_list *r)
{
    struct upload_list_listener *l;

    for (l = TAILQ_FIRST(&r->listeners); l != NULL; l = TAILQ_NEXT(l, entry)) {
        l->read = true;
        if (l->answered)
            continue;
        l->answered = true;
        l->complete(l);
    }
}
