/* SPDX-License-Identifier: MIT */
/*
 * Few compared with uploads: one for each owner who watches, kept in a plain list.
 */
#include "ws/fanout/upload_list.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

void rosters_init(struct rosters *s)
{
    memset(s, 0, sizeof *s);
    TAILQ_INIT(&s->all);
}

struct roster *rosters_find(const struct rosters *s, const char *owner)
{
    struct roster *r = TAILQ_FIRST(&s->all);

    while (r != NULL && strcmp(r->owner, owner) != 0)
        r = TAILQ_NEXT(r, entry);
    return r;
}

static struct roster *roster_new(struct rosters *s, const char *owner)
{
    struct roster *r = calloc(1, sizeof *r);

    if (r == NULL)
        return NULL;
    memcpy(r->owner, owner, strlen(owner) + 1);
    TAILQ_INIT(&r->listeners);
    TAILQ_INSERT_TAIL(&s->all, r, entry);
    return r;
}

int rosters_join(struct rosters *s, const char *owner, struct roster_listener *l)
{
    if (strlen(owner) >= sizeof(((struct roster *)0)->owner))
        return ERR_BOUND;
    struct roster *r = rosters_find(s, owner);
    if (r == NULL)
        r = roster_new(s, owner);
    if (r == NULL)
        return ERR_NOMEM;
    l->roster = r;
    l->read = l->answered = false;
    TAILQ_INSERT_TAIL(&r->listeners, l, entry);
    s->joined(s->arg, r);
    return 0;
}

void rosters_leave(struct rosters *s, struct roster_listener *l)
{
    struct roster *r = l->roster;

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

void roster_appear(struct roster *r, const char *id, bool old)
{
    struct roster_listener *l;

    for (l = TAILQ_FIRST(&r->listeners); l != NULL; l = TAILQ_NEXT(l, entry))
        if (!old || !l->read)
            l->appear(l, id);
}

void roster_forget(struct roster *r)
{
    struct roster_listener *l;

    r->subscribed = false;
    for (l = TAILQ_FIRST(&r->listeners); l != NULL; l = TAILQ_NEXT(l, entry))
        l->read = false;
}

void roster_complete(struct roster *r)
{
    struct roster_listener *l;

    for (l = TAILQ_FIRST(&r->listeners); l != NULL; l = TAILQ_NEXT(l, entry)) {
        l->read = true;
        if (l->answered)
            continue;
        l->answered = true;
        l->complete(l);
    }
}
