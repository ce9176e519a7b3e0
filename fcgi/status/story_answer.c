/* SPDX-License-Identifier: MIT */
/*
 * The document is read first: an upload that Redis has lost is rebuilt by that, and its story
 * begins again.
 */
#include "fcgi/status/story_answer.h"

#include "base/buffer.h"
#include "base/error.h"
#include "fcgi/status/poll.h"
#include "fcgi/status/status_target.h"
#include "progress/progress_story.h"
#include "redis/redis_shards.h"
#include "upkeep/document_reader.h"

#include <string.h>

bool story_answer_is_asked(const struct exchange *x)
{
    return status_target_is(x, STATUS_STORY_PATH);
}

static int story_answer_read(struct exchange *x, const char *id, struct buffer *out)
{
    const struct poll_app *app = x->app;
    struct document doc;

    if (x->thread == NULL) /* the thread began without enough memory */
        return ERR_NOMEM;
    x->explain_missing = status_target_explain_missing;
    int rc = document_reader_read(x->thread, &id, 1, &doc);
    if (rc == 0 && doc.text == NULL)
        rc = ERR_NOT_FOUND;
    if (rc == 0) {
        const struct redis_shards *shards = document_reader_shards(x->thread, id);
        rc = progress_story_read(redis_shards_of(shards, id), app->config.redis_prefix, id, out);
    }
    if (rc == ERR_REDIS) /* clients must not learn where Redis is or what it replied */
        document_reader_log_failure(x->thread);
    document_reader_release(&doc, 1);
    return rc;
}

int story_answer_send(struct exchange *x)
{
    struct status_target t;
    struct buffer text;
    int rc = status_target_find(x, &t);

    if (rc == 0 && !status_target_is_trusted(x, &t))
        rc = exchange_fail(x, ERR_FORBIDDEN, "Only the owner of an upload may read its story");
    if (rc != 0)
        return rc;
    buffer_init(&text, PROGRESS_STORY_MAX);
    rc = story_answer_read(x, t.id, &text);
    if (rc == 0)
        rc = poll_take_place(x, text.len);
    if (rc == 0) {
        response_header(x->response, "Cache-Control", "no-store");
        rc = response_send(x->response, 200, "application/json", text.data, text.len);
    }
    buffer_free(&text);
    return rc;
}
