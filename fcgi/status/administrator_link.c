/* SPDX-License-Identifier: MIT */
/*
 * The link is noted as used before the token is made: an answer that gets lost costs a new link.
 */
#include "fcgi/status/administrator_link.h"

#include "access/token.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "fcgi/status/poll.h"
#include "progress/progress_link.h"
#include "redis/redis_shards.h"
#include "upkeep/document_reader.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BEARER "Bearer "
#define ANSWER_MAX (TOKEN_MAX + 256)

/* Only with HS256 does this program have a key that makes tokens. */
static bool can_make_tokens(const struct poll_app *app)
{
    return app->gate.authority.keys != NULL && strcmp(app->config.token_algorithm, "HS256") == 0;
}

static int administrator_link_read(const struct exchange *x, int64_t now_ms, struct token_link *out)
{
    const struct poll_app *app = x->app;
    const char *field = request_header(x->request, "Authorization");

    if (field == NULL || strncasecmp(field, BEARER, strlen(BEARER)) != 0)
        return ERR_UNAUTHORIZED;
    return token_verify_link(app->gate.authority.keys, field + strlen(BEARER), now_ms, out);
}

/* The note outlives the link at each host: the longest link, and twice the largest token_leeway for
 * clocks that differ. */
#define NOTE_MS (TOKEN_LINK_TTL_MAX_MS + INT64_C(600000))

static int administrator_link_use(struct exchange *x, const struct token_link *link)
{
    const struct poll_app *app = x->app;

    if (x->thread == NULL) /* the thread began without enough memory */
        return ERR_NOMEM;
    const struct redis_shards *shards = document_reader_shards(x->thread, link->id);
    int rc = progress_link_use(redis_shards_of(shards, link->id), app->config.redis_prefix,
                               link->id, NOTE_MS);
    if (rc != ERR_REDIS)
        return rc;
    document_reader_log_failure(x->thread);
    return exchange_fail(x, rc,
                         "Redis did not take the note that the link is used; the log says why");
}

static int administrator_link_answer(struct exchange *x, const char *owner, int64_t now_ms)
{
    const struct config *c = &((const struct poll_app *)x->app)->config;
    const struct token_offer offer = {
        .owner = owner,
        .scope = "admin",
        .audience = *c->token_audience != '\0' ? c->token_audience : NULL,
        .ttl_ms = c->admin_session_ms,
    };
    struct buffer text;
    char *token = NULL;
    int rc = token_make(c->token_algorithm, c->token_keys[0], &offer, now_ms, &token);

    if (rc != 0)
        return rc == ERR_CONFIG ? ERR_INTERNAL : rc;
    buffer_init(&text, ANSWER_MAX);
    buffer_addf(&text, "{\"token\":\"%s\",\"expires_at\":%lld}", token,
                (long long)(now_ms + c->admin_session_ms));
    rc = buffer_error(&text);
    if (rc == 0) {
        response_header(x->response, "Cache-Control", "no-store");
        rc = response_send(x->response, 200, "application/json", text.data, text.len);
    }
    buffer_free(&text);
    free(token);
    return rc;
}

int administrator_link_post(struct exchange *x)
{
    int64_t now_ms = clock_wall_ms();
    struct token_link link;

    if (!can_make_tokens(x->app))
        return exchange_fail(x, ERR_FORBIDDEN, "This site has no key that makes tokens");
    int rc = administrator_link_read(x, now_ms, &link);
    if (rc == 0)
        rc = administrator_link_use(x, &link);
    if (rc != 0 && error_status(rc) == 401) /* RFC 9110 section 15.5.2 */
        response_header(x->response, "WWW-Authenticate", "Bearer realm=\"loadline\"");
    if (rc != 0)
        return rc;
    log_info("administrator_signed_in", "owner", link.owner, NULL);
    return administrator_link_answer(x, link.owner, now_ms);
}
