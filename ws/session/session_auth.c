/* SPDX-License-Identifier: MIT */
/*
 * Authentication of a session: by the handshake or by its first message, within a time limit, and
 * until the token expires. The access table decides which uploads it may watch.
 */
#include "ws/session/session_internal.h"

#include "base/clock.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* Limits without an authority refuse every client. */
static enum access_mode session_auth_mode_of(const struct session *s)
{
    const struct authenticator *a = s->owner->limits.authority;

    return a == NULL ? ACCESS_REFUSED : a->mode;
}

/* Whether clients need no credential to watch uploads by their ids. */
static bool asks_nobody(const struct session *s)
{
    return access_is_free(session_auth_mode_of(s), ACCESS_WATCH);
}

/* Sends the error and ends the session. */
static void expel(struct session *s, int err)
{
    static const struct protocol_ref no_ref;
    int status = error_status(err);

    session_refuse(s, no_ref, err, NULL);
    session_end(s,
                status == 401   ? CLOSE_UNAUTHORIZED
                : status == 429 ? CLOSE_TOO_MANY
                                : CLOSE_FORBIDDEN,
                error_code(err));
}

/* A new token of the same owner prolongs the session; another owner needs a new session. */
static bool session_auth_is_same(const struct principal *a, const struct principal *b)
{
    return strcmp(a->owner, b->owner) == 0 && strcmp(a->upload_id, b->upload_id) == 0;
}

static int adopt(struct session *s, const struct principal *p)
{
    int rc = access_permit(session_auth_mode_of(s), ACCESS_WATCH, p);

    if (rc != 0)
        return rc;
    if (s->principal != NULL && !session_auth_is_same(s->principal, p))
        return ERR_FORBIDDEN;
    if (s->of_owner == NULL && p->owner[0] != '\0')
        rc = client_limits_enter(s->owner->owners, p->owner, &s->of_owner);
    if (rc != 0)
        return rc == ERR_CROWDED ? ERR_CONNECTIONS : rc;
    if (s->principal == NULL)
        s->principal = malloc(sizeof *s->principal);
    if (s->principal == NULL)
        return ERR_NOMEM;
    *s->principal = *p;
    return 0;
}

void session_auth_begin(struct session *s, int err, const struct principal *p)
{
    s->known_by_ms = clock_mono_ms() + s->owner->limits.auth_ms;
    if (err == ERR_UNAUTHORIZED)
        return;
    if (err == 0)
        err = adopt(s, p);
    if (err != 0 && !asks_nobody(s))
        expel(s, err);
}

void session_auth_receive(struct session *s, const char *token)
{
    const struct credentials c = {.token = token};
    struct principal p;

    int rc = session_auth_mode_of(s) == ACCESS_REFUSED
                 ? ERR_FORBIDDEN
                 : authenticator_identify(s->owner->limits.authority, &c, clock_wall_ms(), &p);
    if (rc == 0 && authenticator_asks(s->owner->limits.authority))
        rc = adopt(s, &p);
    if (rc != 0 && !asks_nobody(s))
        expel(s, rc);
}

int session_auth_permit(const struct session *s)
{
    return asks_nobody(s) || s->principal != NULL ? 0 : ERR_UNAUTHORIZED;
}

int session_auth_permit_all(const struct session *s)
{
    const struct authenticator *a = s->owner->limits.authority;

    if (s->principal == NULL && a != NULL && a->keys != NULL)
        return ERR_UNAUTHORIZED;
    return access_permit(session_auth_mode_of(s), ACCESS_ADMIN, s->principal);
}

bool session_auth_sees(const struct session *s, const char *id, const char *owner)
{
    return access_reach(session_auth_mode_of(s), s->principal, id, owner) == 0;
}

void session_auth_tick(struct session *s, int64_t mono_ms, int64_t wall_ms)
{
    if (s->closing)
        return;
    if (s->principal == NULL && mono_ms >= s->known_by_ms && !asks_nobody(s))
        session_end(s, CLOSE_NO_AUTH, "no auth in time");
    else if (s->principal != NULL && s->principal->expires_at > 0 &&
             wall_ms >= s->principal->expires_at)
        expel(s, ERR_EXPIRED);
}

void session_auth_end(struct session *s)
{
    free(s->principal);
    s->principal = NULL;
}
