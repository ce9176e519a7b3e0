/* SPDX-License-Identifier: MIT */
/*
 * The field names come from the clients' own sources. Names that other forms may use too
 * (Plupload's) count only together, and only if their values are numbers.
 */
#include "fcgi/uploaders/dialect.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#define BIT(role) (1U << (role))

enum { ABSENT = -1, CONTRADICTED = -3 }; /* beside DIALECT_NO_NUMBER */

static const struct dialect table[DIALECTS] = {
    [DIALECT_DROPZONE] = {.name = "Dropzone",
                          .setting = "dropzone",
                          .fields = {[DIALECT_INDEX] = "dzchunkindex",
                                     [DIALECT_COUNT] = "dztotalchunkcount",
                                     [DIALECT_OFFSET] = "dzchunkbyteoffset",
                                     [DIALECT_TOTAL] = "dztotalfilesize",
                                     [DIALECT_SIZE] = "dzchunksize",
                                     [DIALECT_MARK] = "dzuuid"},
                          .voice = DIALECT_JSON,
                          .remedy = "chunking to false",
                          .id = "dzuuid",
                          .unique = true},
    [DIALECT_RESUMABLE] = {.name = "Resumable.js",
                           .setting = "resumable",
                           .fields = {[DIALECT_INDEX] = "resumableChunkNumber",
                                      [DIALECT_COUNT] = "resumableTotalChunks",
                                      [DIALECT_TOTAL] = "resumableTotalSize",
                                      [DIALECT_SIZE] = "resumableChunkSize",
                                      [DIALECT_LENGTH] = "resumableCurrentChunkSize",
                                      [DIALECT_MARK] = "resumableIdentifier"},
                           .first = 1,
                           .asks = true,
                           .final_status = 415,
                           .remedy = "chunkSize above the size of any file",
                           .id = "resumableIdentifier",
                           .names = "resumableFilename",
                           .type = "resumableType"},
    [DIALECT_FLOW] = {.name = "Flow.js",
                      .setting = "flow",
                      .fields = {[DIALECT_INDEX] = "flowChunkNumber",
                                 [DIALECT_COUNT] = "flowTotalChunks",
                                 [DIALECT_TOTAL] = "flowTotalSize",
                                 [DIALECT_SIZE] = "flowChunkSize",
                                 [DIALECT_LENGTH] = "flowCurrentChunkSize",
                                 [DIALECT_MARK] = "flowIdentifier"},
                      .first = 1,
                      .asks = true,
                      .final_status = 415,
                      .remedy = "chunkSize above the size of any file",
                      .id = "flowIdentifier",
                      .names = "flowFilename"},
    [DIALECT_SIMPLE] = {.name = "simple-uploader.js",
                        .setting = "simple-uploader",
                        .fields = {[DIALECT_INDEX] = "chunkNumber",
                                   [DIALECT_COUNT] = "totalChunks",
                                   [DIALECT_TOTAL] = "totalSize",
                                   [DIALECT_SIZE] = "chunkSize",
                                   [DIALECT_LENGTH] = "currentChunkSize"},
                        .first = 1,
                        .needs = BIT(DIALECT_INDEX) | BIT(DIALECT_COUNT),
                        .asks = true,
                        .final_status = 415,
                        .remedy = "chunkSize above the size of any file",
                        .id = "identifier",
                        .names = "filename"},
    [DIALECT_FINE] = {.name = "Fine Uploader",
                      .setting = "fine-uploader",
                      .fields = {[DIALECT_INDEX] = "qqpartindex",
                                 [DIALECT_COUNT] = "qqtotalparts",
                                 [DIALECT_OFFSET] = "qqpartbyteoffset",
                                 [DIALECT_TOTAL] = "qqtotalfilesize",
                                 [DIALECT_LENGTH] = "qqchunksize"},
                      .voice = DIALECT_SUCCESS,
                      .remedy = "chunking.enabled to false",
                      .id = "qquuid",
                      .unique = true,
                      .names = "qqfilename",
                      .resumed = "qqresume"},
    [DIALECT_PLUPLOAD] = {.name = "Plupload",
                          .setting = "plupload",
                          .fields = {[DIALECT_INDEX] = "chunk", [DIALECT_COUNT] = "chunks"},
                          .needs = BIT(DIALECT_INDEX) | BIT(DIALECT_COUNT),
                          .remedy = "chunk_size to 0",
                          .names = "name"},
    [DIALECT_PLUPLOAD_OFFSET] =
        {.name = "Plupload",
         .setting = "plupload",
         .fields =
             {[DIALECT_OFFSET] = "offset", [DIALECT_TOTAL] = "total", [DIALECT_MARK] = "name"},
         .needs = BIT(DIALECT_OFFSET) | BIT(DIALECT_TOTAL) | BIT(DIALECT_MARK),
         .remedy = "chunk_size to 0",
         .names = "name"},
    [DIALECT_JQUERY] = {.name = "jQuery File Upload",
                        .setting = "jquery",
                        .by_range = true,
                        .voice = DIALECT_FILES,
                        .remedy = "maxChunkSize to undefined"},
    [DIALECT_FILEPOND] = {.name = "FilePond",
                          .setting = "filepond",
                          .voice = DIALECT_TEXT,
                          .remedy = "chunkUploads to false"},
};

const struct dialect *dialect_of(enum dialect_id id)
{
    return &table[id];
}

void dialect_begin(struct dialect_view *v)
{
    for (size_t i = 0; i < DIALECTS; i++)
        for (size_t role = 0; role < DIALECT_ROLES; role++)
            v->said[i][role] = ABSENT;
    v->range_size = -1;
}

int64_t dialect_take_number(const char **at)
{
    int64_t n = 0;

    if (!isdigit((unsigned char)**at))
        return DIALECT_NO_NUMBER;
    for (; isdigit((unsigned char)**at); (*at)++) {
        if (n > (INT64_MAX - 9) / 10)
            return DIALECT_NO_NUMBER;
        n = n * 10 + (**at - '0');
    }
    return n;
}

int64_t dialect_read_number(const char *text)
{
    int64_t n = dialect_take_number(&text);

    return *text == '\0' ? n : DIALECT_NO_NUMBER;
}

void dialect_note(struct dialect_view *v, const char *name, const char *value)
{
    for (size_t i = 0; i < DIALECTS; i++)
        for (size_t role = 0; role < DIALECT_ROLES; role++) {
            const char *own = table[i].fields[role];
            int64_t *said = &v->said[i][role];
            if (own == NULL || strcmp(own, name) != 0)
                continue;
            int64_t n = dialect_read_number(value);
            *said = *said == ABSENT || *said == n ? n : CONTRADICTED;
        }
}

/* Whether the fields are those of this client, and mark a part. */
static bool is_spoken(const struct dialect *d, const int64_t said[DIALECT_ROLES])
{
    bool any = false;

    for (size_t role = 0; role < DIALECT_ROLES; role++) {
        bool there =
            said[role] != ABSENT && (role == DIALECT_MARK || said[role] != DIALECT_NO_NUMBER);
        if ((d->needs & BIT(role)) != 0 && !there)
            return false;
        /* Clients send the sizes alone with whole files too. */
        bool marks = role != DIALECT_TOTAL && role != DIALECT_SIZE && role != DIALECT_LENGTH;
        any = any || (marks && said[role] != ABSENT);
    }
    return any;
}

/* Whether the part is the only one, or the file is empty. */
static bool is_whole(const struct dialect *d, const int64_t said[DIALECT_ROLES])
{
    bool begins = (said[DIALECT_INDEX] == ABSENT || said[DIALECT_INDEX] == d->first) &&
                  (said[DIALECT_OFFSET] == ABSENT || said[DIALECT_OFFSET] == 0);
    bool only = d->fields[DIALECT_COUNT] == NULL
                    ? said[DIALECT_OFFSET] == 0
                    : said[DIALECT_COUNT] == 0 || said[DIALECT_COUNT] == 1;
    return begins && only;
}

struct dialect_verdict dialect_judge(const struct dialect_view *v)
{
    struct dialect_verdict verdict = {.whole = true, .size = v->range_size};

    for (size_t i = 0; i < DIALECTS; i++) {
        const struct dialect *d = &table[i];
        if (!is_spoken(d, v->said[i]))
            continue;
        verdict.by = d;
        verdict.whole = is_whole(d, v->said[i]);
        if (v->said[i][DIALECT_TOTAL] >= 0)
            verdict.size = v->said[i][DIALECT_TOTAL];
        if (!verdict.whole)
            break;
    }
    return verdict;
}
