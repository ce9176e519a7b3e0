/* SPDX-License-Identifier: MIT */
/*
 * The record's result has the place. The name of an object is taken from there, not made again: the
 * settings that made it may have changed.
 */
#include "fcgi/download/delivered_place.h"

#include "base/json.h"
#include "upload/pipeline.h"

#include <stdio.h>
#include <string.h>

#define RESULT_DEPTH 8
#define CHARACTER_MAX 4 /* bytes: a result that is cut ends with a whole character */

static bool delivered_place_is_of(const struct config_stage *c, const char *bucket)
{
    size_t len = strlen(bucket);

    if (strcmp(c->kind, "deliver") != 0 || c->deliver_to == NULL ||
        strncmp(c->deliver_to, DELIVER_S3, strlen(DELIVER_S3)) != 0)
        return false;
    const char *named = c->deliver_to + strlen(DELIVER_S3);
    return strncmp(named, bucket, len) == 0 && (named[len] == '/' || named[len] == '\0');
}

/* The last one that was done: its place is the one in the result. */
static const struct config_stage *delivered_place_stage(const struct config *c,
                                                        const struct upload *u, const char *bucket)
{
    for (size_t i = u->stage_count; i-- > 0;) {
        const struct config_stage *stage = pipeline_stage(c, u->stages[i].name);
        if (u->stages[i].state == STAGE_DONE && stage != NULL &&
            delivered_place_is_of(stage, bucket))
            return stage;
    }
    return NULL;
}

/* Reads "BUCKET/KEY". */
static void delivered_place_split(const char *text, struct delivered_place *out)
{
    size_t len = strcspn(text, "/");

    if (len >= sizeof out->bucket || text[len] != '/')
        return;
    (void)snprintf(out->bucket, sizeof out->bucket, "%.*s", (int)len, text);
    if (strlen(DELIVER_S3) + strlen(text) <= UPLOAD_MESSAGE_MAX - CHARACTER_MAX)
        (void)snprintf(out->key, sizeof out->key, "%s", text + len + 1);
}

void delivered_place_find(const struct config *c, const struct upload *u,
                          struct delivered_place *out)
{
    struct json *result = NULL;

    *out = (struct delivered_place){.in_s3 = false};
    if (u->result == NULL || json_parse(u->result, strlen(u->result), RESULT_DEPTH, &result) != 0)
        return;
    const char *place = json_get_string(result, UPLOAD_DELIVERED, "");
    if (strncmp(place, DELIVER_S3, strlen(DELIVER_S3)) == 0) {
        out->in_s3 = true;
        delivered_place_split(place + strlen(DELIVER_S3), out);
        out->stage = delivered_place_stage(c, u, out->bucket);
    }
    json_free(&result);
}
