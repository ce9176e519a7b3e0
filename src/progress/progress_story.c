/* SPDX-License-Identifier: MIT */
/*
 * The field holds one JSON object on each line.
 */
#include "progress/progress_story.h"

#include "base/error.h"
#include "base/json.h"
#include "progress/progress.h"

#include <string.h>

#define FIELD "_story"
#define DEPTH 2 /* an entry and its members */
#define TEXT_MAX ((size_t)PROGRESS_STORY_MAX - 128)

static bool progress_story_is_entry(const char *line, size_t len)
{
    struct json *entry = NULL;

    if (json_parse(line, len, DEPTH, &entry) != 0)
        return false;
    bool good = json_kind(entry) == JSON_OBJECT && json_get_int(entry, "at", -1) >= 0 &&
                json_get_string(entry, "what", NULL) != NULL;
    json_free(&entry);
    return good;
}

static void progress_story_add_entries(const char *text, struct buffer *out)
{
    const char *comma = "";

    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        if (progress_story_is_entry(text, len)) {
            buffer_add_string(out, comma);
            buffer_add(out, text, len);
            comma = ",";
        }
        text += len + (text[len] == '\n');
    }
}

int progress_story_read(struct redis *r, const char *prefix, const char *id, struct buffer *out)
{
    char key[PROGRESS_KEY_SIZE];
    struct redis_value *v = NULL;

    progress_upload_key(prefix, id, key);
    int err = redis_commandl(r, &v, "HMGET", key, "state", FIELD, NULL);
    const char *text = redis_value_text(redis_value_item(v, 1));
    if (err == 0 && redis_value_text(redis_value_item(v, 0)) == NULL)
        err = ERR_NOT_FOUND;
    if (err == 0) {
        buffer_add_string(out, "{\"id\":");
        buffer_add_json_string(out, id);
        buffer_add_string(out, ",\"story\":[");
        if (text != NULL && strlen(text) <= TEXT_MAX)
            progress_story_add_entries(text, out);
        buffer_add_string(out, "]}");
        err = buffer_error(out);
    }
    redis_value_free(&v);
    return err;
}
