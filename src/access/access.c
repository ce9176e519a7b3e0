/* SPDX-License-Identifier: MIT */
/*
 * The access table. With auth = none only administration needs a credential; the client's address
 * is never a reason.
 */
#include "access/access.h"

#include "base/error.h"

#include <stddef.h>
#include <string.h>

/* Absent members are the strictest: no scope suffices, and the request is a change. */
struct rule {
    bool open;       /* no credential needed */
    unsigned scopes; /* otherwise any of them suffices */
    bool reads, owned;
};

static const struct rule rules[] = {
    [ACCESS_UNSTATED] = {false, SCOPE_ADMIN, false, false},
    [ACCESS_OPEN] = {true, 0, true, false},
    [ACCESS_CREATE] = {false, SCOPE_UPLOAD, false, false},
    [ACCESS_CHANGE] = {false, SCOPE_UPLOAD, false, true},
    [ACCESS_READ] = {false, SCOPE_UPLOAD | SCOPE_WATCH, true, true},
    [ACCESS_WATCH] = {false, SCOPE_WATCH, true, true},
    [ACCESS_ADMIN] = {false, SCOPE_ADMIN, false, false},
};

static const struct rule *rule_of(enum access_need need)
{
    bool known = (size_t)need < sizeof rules / sizeof *rules;

    return &rules[known ? need : ACCESS_UNSTATED];
}

enum access_mode access_mode_from_name(const char *name)
{
    if (strcmp(name, "token") == 0)
        return ACCESS_BY_TOKEN;
    if (strcmp(name, "server") == 0)
        return ACCESS_BY_SERVER;
    return strcmp(name, "none") == 0 ? ACCESS_BY_KEY : ACCESS_REFUSED;
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
    return !rule_of(need)->reads;
}

bool access_is_owned(enum access_need need)
{
    return rule_of(need)->owned;
}

static bool is_admin(const struct principal *p)
{
    return (p->scopes & SCOPE_ADMIN) != 0;
}

bool access_is_free(enum access_mode mode, enum access_need need)
{
    const struct rule *rule = rule_of(need);

    return mode != ACCESS_REFUSED &&
           (rule->open || (mode == ACCESS_BY_KEY && rule->scopes != SCOPE_ADMIN));
}

int access_permit(enum access_mode mode, enum access_need need, const struct principal *p)
{
    const struct rule *rule = rule_of(need);

    if (mode == ACCESS_REFUSED)
        return ERR_FORBIDDEN;
    if (access_is_free(mode, need))
        return 0;
    if (mode == ACCESS_BY_KEY)
        return p != NULL && is_admin(p) ? 0 : ERR_FORBIDDEN;
    if (p == NULL)
        return ERR_UNAUTHORIZED;
    if (!is_admin(p) && (p->scopes & rule->scopes) == 0)
        return ERR_SCOPE;
    /* The token covers one existing upload only. */
    if (need == ACCESS_CREATE && p->upload_id[0] != '\0')
        return ERR_FORBIDDEN;
    return 0;
}

int access_reach(enum access_mode mode, const struct principal *p, const char *id,
                 const char *owner)
{
    if (mode == ACCESS_BY_KEY)
        return 0;
    if (mode == ACCESS_REFUSED || p == NULL)
        return ERR_NOT_FOUND;
    if (p->upload_id[0] != '\0' && strcmp(p->upload_id, id) != 0)
        return ERR_NOT_FOUND;
    if (is_admin(p))
        return 0;
    return owner != NULL && p->owner[0] != '\0' && strcmp(p->owner, owner) == 0 ? 0 : ERR_NOT_FOUND;
}

bool access_is_limited(const struct principal *p)
{
    return p->upload_id[0] != '\0';
}

bool access_is_guest(const struct principal *p)
{
    return access_is_limited(p) && (p->scopes & (SCOPE_UPLOAD | SCOPE_ADMIN)) == 0;
}

bool access_is_ambient(const struct principal *p)
{
    return p->ambient;
}
