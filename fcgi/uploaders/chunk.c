/* SPDX-License-Identifier: MIT */
/*
 * The uploaders send more numbers than a place needs. All that come must agree: a chunk at the
 * wrong place would spoil the file without a word.
 */
#include "fcgi/uploaders/chunk.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

enum { UNKNOWN = -1 };

static int64_t chunk_find_number(const struct chunk_fields *fields, const char *name)
{
    const char *text = name == NULL ? NULL : fields->find(fields->arg, name);

    return text == NULL ? UNKNOWN : dialect_read_number(text);
}

/* --- the numbers of one request --- */

struct numbers {
    int64_t said[DIALECT_ROLES];
};

static bool chunk_read_numbers(const struct dialect *d, const struct chunk_fields *fields,
                               struct numbers *n)
{
    for (size_t role = 0; role < DIALECT_ROLES; role++) {
        n->said[role] = role == DIALECT_MARK ? UNKNOWN : chunk_find_number(fields, d->fields[role]);
        if (n->said[role] == DIALECT_NO_NUMBER)
            return false;
    }
    return true;
}

/* Whether every number that this client sends with each chunk is there. */
static bool chunk_has_all(const struct dialect *d, const struct numbers *n)
{
    for (size_t role = 0; role < DIALECT_ROLES; role++)
        if (role != DIALECT_MARK && role != DIALECT_LENGTH && d->fields[role] != NULL &&
            n->said[role] == UNKNOWN)
            return false;
    return true;
}

/* --- the place --- */

/* Clients with a chunk size tell the place by number, or tell both. */
static const char *chunk_place_start(const struct numbers *n, struct chunk *c)
{
    int64_t size = n->said[DIALECT_SIZE];

    c->offset = n->said[DIALECT_OFFSET];
    if (size == UNKNOWN || c->index == UNKNOWN)
        return NULL;
    if (size == 0 || c->index > INT64_MAX / size)
        return "The size of a chunk is impossible";
    if (c->offset != UNKNOWN && c->offset != c->index * size)
        return "The chunk's number and its offset contradict each other";
    c->offset = c->index * size;
    return NULL;
}

/* Of equal chunks, the last one holds what remains: less than two chunks, or at most one. */
static const char *chunk_check_count(const struct numbers *n, const struct chunk *c)
{
    int64_t size = n->said[DIALECT_SIZE];

    if (size == UNKNOWN || c->count == UNKNOWN || c->total == UNKNOWN)
        return NULL;
    int64_t fewest = c->total / size, most = fewest + (c->total % size != 0);
    if (c->count == most || c->count == fewest || (c->count == 1 && fewest == 0))
        return NULL;
    return "The number of chunks contradicts the size of the file";
}

static const char *chunk_place_end(const struct numbers *n, struct chunk *c)
{
    int64_t size = n->said[DIALECT_SIZE];

    c->length = n->said[DIALECT_LENGTH];
    if (c->offset == UNKNOWN || c->total == UNKNOWN)
        return NULL;
    if (c->offset > c->total)
        return "The chunk begins behind the end of the file";
    if (size != UNKNOWN && c->count != UNKNOWN) {
        int64_t due = c->is_last ? c->total - c->offset : size;
        if (c->length != UNKNOWN && c->length != due)
            return "The chunk's length contradicts its number";
        c->length = due;
    }
    if (c->length == UNKNOWN)
        return NULL;
    if (c->length > c->total - c->offset)
        return "The chunk reaches beyond the end of the file";
    bool ends = c->offset + c->length == c->total;
    if (c->count != UNKNOWN && ends != c->is_last)
        return "The chunk's number contradicts the size of the file";
    c->is_last = ends;
    return NULL;
}

static const char *chunk_place(const struct dialect *d, const struct numbers *n, struct chunk *c)
{
    const char *why = NULL;

    c->total = n->said[DIALECT_TOTAL];
    c->count = n->said[DIALECT_COUNT];
    c->index = n->said[DIALECT_INDEX];
    if (c->index != UNKNOWN && c->index < d->first)
        return "The chunk's number is too small";
    if (c->index != UNKNOWN)
        c->index -= d->first;
    if (c->index != UNKNOWN && c->count != UNKNOWN && c->index >= c->count)
        return "The chunk's number is too great";
    c->is_last = c->count != UNKNOWN && c->index == c->count - 1;
    why = chunk_place_start(n, c);
    if (why == NULL)
        why = chunk_check_count(n, c);
    if (why == NULL)
        why = chunk_place_end(n, c);
    c->is_first = c->index == UNKNOWN ? c->offset == 0 : c->index == 0;
    return why;
}

static const char *chunk_find_text(const struct chunk_fields *fields, const char *name)
{
    const char *text = name == NULL ? NULL : fields->find(fields->arg, name);

    return text == NULL || *text == '\0' ? NULL : text;
}

const char *chunk_parse(const struct dialect *d, const struct chunk_fields *fields,
                        struct chunk *out)
{
    struct numbers n;
    struct chunk c = {.dialect = d};

    if (!chunk_read_numbers(d, fields, &n))
        return "A field of the chunk is not a number";
    if (!chunk_has_all(d, &n))
        return "A field of the chunk is missing";
    c.id = chunk_find_text(fields, d->id);
    if (d->id != NULL && (c.id == NULL || strlen(c.id) > CHUNK_ID_MAX))
        return "The identifier of the file is missing or too long";
    c.name = chunk_find_text(fields, d->names);
    c.type = chunk_find_text(fields, d->type);
    c.is_resumed = chunk_find_text(fields, d->resumed) != NULL;
    const char *why = chunk_place(d, &n, &c);
    if (why == NULL)
        *out = c;
    return why;
}

bool chunk_is_uuid(const char *text)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    size_t i = 0;

    for (; form[i] != '\0'; i++)
        if (form[i] == 'x' ? !isxdigit((unsigned char)text[i]) : text[i] != '-')
            return false;
    return text[i] == '\0';
}

bool chunk_is_unique(const struct chunk *c)
{
    return c->dialect->unique && c->id != NULL && chunk_is_uuid(c->id);
}

/* --- Content-Range --- */

static bool chunk_take_mark(const char **at, char mark)
{
    if (**at != mark)
        return false;
    (*at)++;
    return true;
}

const char *chunk_parse_range(const char *value, struct chunk *out)
{
    static const char unit[] = "bytes", blanks[] = " \t", bad[] = "Content-Range is malformed";
    const char *at = value;

    if (strncasecmp(at, unit, strlen(unit)) != 0)
        return bad;
    at += strlen(unit);
    if (strspn(at, blanks) == 0)
        return bad;
    at += strspn(at, blanks);
    int64_t first = dialect_take_number(&at);
    if (first < 0 || !chunk_take_mark(&at, '-'))
        return bad;
    int64_t last = dialect_take_number(&at);
    if (last < first || !chunk_take_mark(&at, '/'))
        return bad;
    int64_t total = dialect_take_number(&at);
    if (total <= last || at[strspn(at, blanks)] != '\0')
        return bad;
    *out = (struct chunk){
        .offset = first,
        .length = last - first + 1,
        .total = total,
        .index = UNKNOWN,
        .count = UNKNOWN,
        .is_first = first == 0,
        .is_last = last + 1 == total,
    };
    return NULL;
}

int64_t chunk_range_of_whole(const char *value)
{
    struct chunk c;

    return chunk_parse_range(value, &c) == NULL && c.is_first && c.is_last ? c.total : UNKNOWN;
}
