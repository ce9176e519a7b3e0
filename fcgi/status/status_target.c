/* SPDX-License-Identifier: MIT */
/*
 * A wrong key is answered as an unknown upload.
 */
#include "fcgi/status/status_target.h"

#include "base/error.h"
#include "fcgi/app/elsewhere.h"
#include "fcgi/app/host_path.h"
#include "fcgi/status/poll.h"
#include "progress/progress.h"
#include "redis/redis_shards.h"
#include "upkeep/document_reader.h"

#include <string.h>

int status_target_find(struct exchange *x, struct status_target *out)
{
    const struct poll_app *app = x->app;
    size_t len = strcspn(x->rest, "/");

    if (len >= sizeof out->which || x->rest[len] == '\0')
        return ERR_NOT_FOUND;
    memcpy(out->which, x->rest, len);
    out->which[len] = '\0';
    out->what = x->rest + len + 1;
    out->has_key = app->has_secret && id_parse_capability(&app->secret, out->which, out->id) == 0;
    if (!out->has_key) {
        if (!id_valid(out->which))
            return ERR_NOT_FOUND;
        memcpy(out->id, out->which, ID_SIZE);
    }
    memcpy(x->id, out->id, ID_SIZE);
    return 0;
}

bool status_target_is(const struct exchange *x, const char *path)
{
    const char *slash = strchr(x->rest, '/');

    return slash != NULL && strcmp(slash, path) == 0;
}

bool status_target_is_trusted(const struct exchange *x, const struct status_target *t)
{
    enum access_mode mode = x->gate->authority.mode;

    if (t->has_key)
        return true;
    if (mode != ACCESS_BY_KEY)
        return !access_is_guest(&x->principal);
    return access_permit(mode, ACCESS_ADMIN, &x->principal) == 0;
}

static int status_target_read_home(struct exchange *x, struct progress_home *out)
{
    const struct poll_app *app = x->app;
    const struct redis_shards *shards = document_reader_shards(x->thread, x->id);
    struct redis *r = redis_shards_of(shards, x->id);
    int rc = progress_read_home(r, app->config.redis_prefix, x->id, out);

    if (rc == ERR_REDIS)
        document_reader_log_failure(x->thread);
    return rc;
}

int status_target_explain_missing(struct exchange *x)
{
    const struct poll_app *app = x->app;
    struct progress_home home;

    if (!host_path_has_others(&app->config))
        return ERR_NOT_FOUND;
    int rc = status_target_read_home(x, &home);
    if (rc == 0)
        rc = elsewhere_compare(document_reader_store(x->thread), &home);
    return elsewhere_explain(rc, x);
}
