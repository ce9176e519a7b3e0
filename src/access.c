/* SPDX-License-Identifier: MIT */
/*
 * The table. Without credentials (auth = none) only administration is refused: there is nobody who
 * could be an administrator, and where a request comes from is never a reason.
 */
#include "access.h"

#include "error.h"

#include <stddef.h>
#include <string.h>

struct rule {
    unsigned scopes; /* any of them is enough; 0: nobody has to be known */
    bool changes, owned;
};

static const struct rule rules[] = {
    [ACCESS_UNSTATED] = {SCOPE_ADMIN, true, false},
    [ACCESS_OPEN] = {0, false, false},
    [ACCESS_CREATE] = {SCOPE_UPLOAD, true, false},
    [ACCESS_CHANGE] = {SCOPE_UPLOAD, true, true},
    [ACCESS_READ] = {SCOPE_UPLOAD | SCOPE_WATCH, false, true},
    [ACCESS_WATCH] = {SCOPE_WATCH, false, true},
    [ACCESS_ADMIN] = {SCOPE_ADMIN, true, false},
};

enum access_mode access_mode_from_name(const char *name)
{
    if (strcmp(name, "token") == 0)
        return ACCESS_BY_TOKEN;
    return strcmp(name, "server") == 0 ? ACCESS_BY_SERVER : ACCESS_BY_KEY;
}

unsigned access_scope_from_name(const char *name, size_t len)
{
    static const struct {
        const char *name;
        unsigned scope;
    } scopes[] = {{"upload", SCOPE_UPLOAD}, {"watch", SCOPE_WATCH}, {"admin", SCOPE_ADMIN}};

    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++)
        if (strlen(scopes[i].name) == len && memcmp(scopes[i].name, name, len) == 0)
            return scopes[i].scope;
    return 0;
}

bool access_is_change(enum access_need need)
{
    return rules[need].changes;
}

bool access_is_owned(enum access_need need)
{
    return rules[need].owned;
}

static bool is_admin(const struct principal *p)
{
    return (p->scopes & SCOPE_ADMIN) != 0;
}

int access_permit(enum access_mode mode, enum access_need need, const struct principal *p)
{
    const struct rule *rule = &rules[need];

    if (rule->scopes == 0)
        return 0;
    if (mode == ACCESS_BY_KEY)
        return rule->scopes == SCOPE_ADMIN ? ERR_FORBIDDEN : 0;
    if (p == NULL)
        return ERR_UNAUTHORIZED;
    if (!is_admin(p) && (p->scopes & rule->scopes) == 0)
        return ERR_SCOPE;
    /* Good for one upload that is there already. */
    if (need == ACCESS_CREATE && p->upload_id[0] != '\0')
        return ERR_FORBIDDEN;
    return 0;
}

int access_reach(enum access_mode mode, const struct principal *p, const char *id,
                 const char *owner)
{
    if (mode == ACCESS_BY_KEY)
        return 0;
    if (p->upload_id[0] != '\0' && strcmp(p->upload_id, id) != 0)
        return ERR_FORBIDDEN;
    if (is_admin(p))
        return 0;
    return owner != NULL && p->owner[0] != '\0' && strcmp(p->owner, owner) == 0 ? 0 : ERR_FORBIDDEN;
}

bool access_is_ambient(const struct principal *p)
{
    return p->ambient;
}
