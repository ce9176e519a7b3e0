/* SPDX-License-Identifier: MIT */
/*
 * A hash: field "SPOOL PROGRAM HOST", value "SEEN_MS FILE_NO".
 */
#include "progress/known_spools.h"

#include "base/error.h"
#include "progress/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELD_SIZE (SPOOL_ID_SIZE + 16 + KNOWN_SPOOLS_HOST_SIZE + 2)
#define VALUE_SIZE 64

static void known_spools_field(const struct known_spool *k, char field[FIELD_SIZE])
{
    (void)snprintf(field, FIELD_SIZE, "%s %s %s", k->spool, k->program, k->host);
}

int known_spools_announce(struct redis *r, const char *prefix, const struct known_spool *k,
                          bool *is_new_out)
{
    struct redis_value *v = NULL;
    char key[PROGRESS_KEY_SIZE], field[FIELD_SIZE], value[VALUE_SIZE];

    progress_key(prefix, PROGRESS_SPOOLS, key);
    known_spools_field(k, field);
    (void)snprintf(value, sizeof value, "%" PRId64 " %" PRIu64, k->seen_ms, k->file_no);
    int rc = redis_commandl(r, &v, "HSET", key, field, value, (const char *)NULL);
    *is_new_out = rc == 0 && redis_value_int(v) == 1;
    redis_value_free(&v);
    return rc;
}

/* Copies the word at *text, and moves *text behind it and its blank. False: it is too long. */
static bool known_spools_word(const char **text, char *word, size_t size)
{
    size_t len = strcspn(*text, " ");

    if (len == 0 || len >= size)
        return false;
    memcpy(word, *text, len);
    word[len] = '\0';
    *text += len + ((*text)[len] == ' ');
    return true;
}

/* False for what no program of ours announces. */
static bool known_spools_parse(const char *field, const char *value, struct known_spool *out)
{
    char *rest;

    if (field == NULL || value == NULL ||
        !known_spools_word(&field, out->spool, sizeof out->spool) || !spool_id_valid(out->spool) ||
        !known_spools_word(&field, out->program, sizeof out->program) ||
        !known_spools_word(&field, out->host, sizeof out->host))
        return false;
    out->seen_ms = strtoll(value, &rest, 10);
    out->file_no = strtoull(rest, NULL, 10);
    return out->seen_ms > 0;
}

static int known_spools_compare(const void *a, const void *b)
{
    const struct known_spool *k = a, *other = b;
    int order = strcmp(k->spool, other->spool);

    return order != 0 ? order : (k->seen_ms < other->seen_ms) - (k->seen_ms > other->seen_ms);
}

int known_spools_read_more(struct redis *r, const char *prefix, struct known_spool **list,
                           size_t *count)
{
    char key[PROGRESS_KEY_SIZE];
    struct redis_value *v = NULL;
    struct known_spool *more = NULL;

    progress_key(prefix, PROGRESS_SPOOLS, key);
    int rc = redis_commandl(r, &v, "HGETALL", key, (const char *)NULL);
    size_t n = redis_value_count(v) / 2;
    if (rc == 0 && n > 0 && (more = realloc(*list, (*count + n) * sizeof *more)) == NULL)
        rc = ERR_NOMEM;
    *list = more != NULL ? more : *list;
    for (size_t i = 0; rc == 0 && i < n; i++)
        if (known_spools_parse(redis_value_text(redis_value_item(v, 2 * i)),
                               redis_value_text(redis_value_item(v, 2 * i + 1)), &more[*count]))
            (*count)++;
    redis_value_free(&v);
    if (*count > 0)
        qsort(*list, *count, sizeof **list, known_spools_compare);
    return rc;
}

int known_spools_read(struct redis *r, const char *prefix, struct known_spool **list_out,
                      size_t *count_out)
{
    *list_out = NULL;
    *count_out = 0;
    return known_spools_read_more(r, prefix, list_out, count_out);
}

int known_spools_forget(struct redis *r, const char *prefix, const char *spool, int64_t before_ms)
{
    char key[PROGRESS_KEY_SIZE], field[FIELD_SIZE];
    struct known_spool *list;
    size_t count;
    int rc = known_spools_read(r, prefix, &list, &count);

    progress_key(prefix, PROGRESS_SPOOLS, key);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (strcmp(list[i].spool, spool) != 0 || list[i].seen_ms >= before_ms)
            continue;
        known_spools_field(&list[i], field);
        rc = redis_commandl(r, NULL, "HDEL", key, field, (const char *)NULL);
    }
    free(list);
    return rc;
}
