/* SPDX-License-Identifier: MIT */
/*
 * Collects, sorts and prints rows.
 */
#include "cli/show/listing.h"
#include "cli/common/terminal.h"

#include "base/error.h"
#include "upload/percent.h"
#include "progress/progress_document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 4096
#define JSON_ROW_MAX_BYTES (1 << 20)
#define STATE_COLUMNS 10
#define PERCENT_COLUMNS 4
#define SIZE_COLUMNS 10
/* the column where names begin: "ID  STATE  100%  SIZE  " */
#define NAME_BEGINS (ID_LEN + 2 + STATE_COLUMNS + 2 + PERCENT_COLUMNS + 2 + SIZE_COLUMNS + 2)
#define NAME_LEAST 12

void listing_init(struct listing *l, size_t max)
{
    *l = (struct listing){.max = max};
}

void listing_free(struct listing *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->rows[i].name);
    free(l->rows);
    *l = (struct listing){0};
}

int listing_add(struct listing *l, const char *id)
{
    if (l->count == l->max) {
        l->left_out++;
        return 0;
    }
    if (l->count == l->room) {
        size_t room = l->room ? l->room * 2 : 64;
        struct listing_row *rows = reallocarray(l->rows, room, sizeof *rows);
        if (!rows)
            return ERR_NOMEM;
        l->rows = rows;
        l->room = room;
    }
    struct listing_row *row = &l->rows[l->count++];
    *row = (struct listing_row){.percent = -1, .size = -1};
    (void)snprintf(row->id, sizeof row->id, "%s", id);
    return 0;
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(((const struct listing_row *)a)->id, ((const struct listing_row *)b)->id);
}

static int newest_first(const void *a, const void *b)
{
    int64_t x = ((const struct listing_row *)a)->updated_at;
    int64_t y = ((const struct listing_row *)b)->updated_at;
    return x != y ? (x < y) - (x > y) : compare_ids(a, b);
}

static void sort(struct listing *l, int (*compare)(const void *, const void *))
{
    if (l->count)
        qsort(l->rows, l->count, sizeof *l->rows, compare);
}

void listing_unite(struct listing *l)
{
    size_t kept = 0;
    sort(l, compare_ids);
    for (size_t i = 0; i < l->count; i++) {
        if (kept && compare_ids(&l->rows[kept - 1], &l->rows[i]) == 0)
            free(l->rows[i].name);
        else
            l->rows[kept++] = l->rows[i];
    }
    l->count = kept;
}

static int set_name(struct listing_row *row, const char *name)
{
    char *copy = name ? strdup(name) : NULL;
    if (name && !copy)
        return ERR_NOMEM;
    free(row->name);
    row->name = copy;
    return 0;
}

int listing_fill_document(struct listing_row *row, const char *json, size_t len)
{
    struct json *doc = NULL;
    int err = json_parse(json, len, PROGRESS_DEPTH_MAX, &doc);
    if (err == ERR_SYNTAX)
        (void)snprintf(row->state, sizeof row->state, "damaged");
    if (err)
        return err == ERR_SYNTAX ? 0 : err;
    (void)snprintf(row->state, sizeof row->state, "%s", json_get_string(doc, "state", "?"));
    row->percent = (int)json_get_int(doc, "percent", -1);
    row->size = json_get_int(doc, "size", -1);
    row->updated_at = json_get_int(doc, "updated_at", 0);
    err = set_name(row, json_get_string(doc, "name", NULL));
    json_free(&doc);
    return err;
}

int listing_fill_record(struct listing_row *row, const struct upload *u)
{
    (void)snprintf(row->state, sizeof row->state, "%s", state_name(u->state));
    row->percent = percent_calculate(u);
    row->size = u->size;
    row->updated_at = u->updated_at ? u->updated_at : u->created_at;
    return set_name(row, u->name);
}

void listing_settle(struct listing *l)
{
    size_t kept = 0;
    for (size_t i = 0; i < l->count; i++) {
        if (l->rows[i].state[0])
            l->rows[kept++] = l->rows[i];
        else
            free(l->rows[i].name);
    }
    l->count = kept;
    sort(l, newest_first);
}

static void listing_print_row(const struct listing_row *row, size_t name_columns)
{
    char number[TERMINAL_NUMBER_SIZE];
    struct buffer line;
    buffer_init(&line, LINE_MAX_BYTES);
    buffer_addf(&line, "%s  ", row->id);
    terminal_add_padded(&line, row->state, STATE_COLUMNS);
    if (row->percent >= 0)
        buffer_addf(&line, "  %3d%%", row->percent);
    else
        buffer_add_string(&line, "     ?");
    buffer_addf(&line, "  %*s  ", SIZE_COLUMNS, terminal_size(row->size, number));
    (void)terminal_add(&line, row->name ? row->name : "-", name_columns);
    puts(buffer_text(&line));
    buffer_free(&line);
}

void listing_print(const struct listing *l)
{
    size_t columns = terminal_columns();
    size_t name_columns = columns > NAME_BEGINS + NAME_LEAST ? columns - NAME_BEGINS : NAME_LEAST;
    printf("%-*s  %-*s  %*s  %*s  %s\n", ID_LEN, "ID", STATE_COLUMNS, "STATE", PERCENT_COLUMNS, "%",
           SIZE_COLUMNS, "SIZE", "NAME");
    for (size_t i = 0; i < l->count; i++)
        listing_print_row(&l->rows[i], name_columns);
}

static void add_json_int(struct buffer *out, const char *name, int64_t n)
{
    if (n >= 0)
        buffer_addf(out, ",\"%s\":%lld", name, (long long)n);
    else
        buffer_addf(out, ",\"%s\":null", name);
}

static void print_json_row(const struct listing_row *row)
{
    struct buffer line;
    buffer_init(&line, JSON_ROW_MAX_BYTES);
    buffer_addf(&line, "{\"id\":\"%s\",\"state\":", row->id);
    buffer_add_json_string(&line, row->state);
    add_json_int(&line, "percent", row->percent);
    add_json_int(&line, "size", row->size);
    add_json_int(&line, "updated_at", row->updated_at);
    buffer_add_string(&line, ",\"name\":");
    if (row->name)
        buffer_add_json_string(&line, row->name);
    else
        buffer_add_string(&line, "null");
    buffer_add_char(&line, '}');
    fputs(buffer_text(&line), stdout);
    buffer_free(&line);
}

void listing_print_json(const struct listing *l)
{
    putchar('[');
    for (size_t i = 0; i < l->count; i++) {
        fputs(i ? ",\n" : "", stdout);
        print_json_row(&l->rows[i]);
    }
    puts("]");
}
